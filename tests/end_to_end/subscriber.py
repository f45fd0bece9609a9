"""A subscriber in its own process that has bad days: `python subscriber.py PORT LEDGER SEED [well]`.

It fails, stalls, closes in the middle of its reply, says a wrong code, and confirms. What it was sent, and whether it
confirmed that, is a line in its ledger, written before the reply, so that a test can hold every repeat to a reason.
Killed at any moment, it may be started again on the same port and ledger.
"""

import asyncio
import json
import random
import sys
import time
from pathlib import Path

CONFIRMED = b'{"code":0,"msg":"\xe6\x8e\xa5\xe6\x94\xb6\xe6\x88\x90\xe5\x8a\x9f"}'

#: How often each thing happens, of a hundred.
MOODS = {"confirm": 80, "fail": 6, "wrong": 4, "half": 4, "close": 4, "stall": 2}


async def read_request(reader: asyncio.StreamReader) -> tuple[dict[str, str], bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
    return headers, await reader.readexactly(int(headers["content-length"]))


def reply(status: int, body: bytes) -> bytes:
    return b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (status, len(body)) + body


class Subscriber:
    def __init__(self, ledger: Path, dice: random.Random, well: bool) -> None:
        self._ledger = ledger.open("a")
        self._dice = dice
        self._well = well

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            headers, body = await read_request(reader)
            mood = "confirm" if self._well else self._dice.choices(list(MOODS), list(MOODS.values()))[0]
            line = {
                "at": time.time(),
                "mood": mood,
                "key": headers["idempotency-key"],
                "reports": json.loads(body),
            }
            self._ledger.write(json.dumps(line) + "\n")
            self._ledger.flush()
            whole = reply(200, CONFIRMED)
            if mood == "confirm":
                writer.write(whole)
            elif mood == "fail":
                writer.write(reply(500, b"{}"))
            elif mood == "wrong":
                writer.write(reply(200, b'{"code":1}'))
            elif mood == "half":
                writer.write(whole[: len(whole) // 2])
            elif mood == "stall":
                await reader.read()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


async def main(port: int, ledger: Path, seed: int, well: bool) -> None:
    subscriber = Subscriber(ledger, random.Random(seed), well)
    server = await asyncio.start_server(subscriber.answer, "127.0.0.1", port, backlog=256)
    print(f"listening on 127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), "well" in sys.argv[4:]))
