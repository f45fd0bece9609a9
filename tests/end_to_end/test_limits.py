"""If this fails, limits that an operator set do not hold for a real client, or a recipient's STOP is not heard."""

import asyncio
import random
import subprocess
import sys
from pathlib import Path

from alibabacloud_dysmsapi20180501 import models

from end_to_end.official_sdk import client, query_request
from heliograph.clock import SystemClock
from heliograph.simulator.server import serve_smsc
from heliograph.simulator.settings import SmscSettings
from processes import Server

TO = "85261234567"
SENDER = "12025550100"

CONFIG = """
[limits.send]
recipient_per_minute = 1
countries_denied = ["DE"]
messages_per_day = 4

[[carriers]]
name = "net-one"
kind = "smpp"
host = "127.0.0.1"
port = {port}
system_id = "heliograph"
password = "secret08"
"""


def heliograph(server: Server, folder: Path, *arguments: str) -> str:
    """What the command prints."""
    asked = [
        sys.executable,
        "-m",
        "heliograph",
        *arguments,
        "--endpoint",
        server.endpoint,
        "--data",
        str(folder / "data"),
    ]
    return subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60).stdout


async def test_limits_and_block_lists_through_the_official_sdk(tmp_path: Path) -> None:
    network = await serve_smsc(SmscSettings(port=0), SystemClock(), random.Random(1))
    try:
        with await asyncio.to_thread(Server, tmp_path, 0, CONFIG.format(port=network.port)) as server:
            sdk = client(server.endpoint)

            async def send(to: str) -> tuple[str, str]:
                request = models.SendMessageToGlobeRequest(to=to, message="Hello", from_=SENDER)
                answer = (await sdk.send_message_to_globe_async(request)).body
                return answer.response_code, answer.message_id

            code, message_id = await send(TO)
            assert code == "OK"
            assert await send(TO) == ("BUSINESS_LIMIT_CONTROL_MINUTE", None)
            assert (await send("4915112345678"))[0] == "NOT_SUPPORTED_COUNTRY"
            await asyncio.to_thread(heliograph, server, tmp_path, "blocked", "add", "85261234568")
            assert (await send("85261234568"))[0] == "BLACK_KEY_CONTROL_LIMIT"
            await asyncio.to_thread(heliograph, server, tmp_path, "blocked", "remove", "85261234568")
            assert (await send("85261234568"))[0] == "OK"

            # Delivered, so the link is up that the handset's words come over.
            async with asyncio.timeout(60):
                while (await sdk.query_message_async(query_request(message_id))).body.status != "1":
                    pass

            # The carrier gets its deliver_sm_resp only once the opt-out is on disk.
            said = {"source": "85261234569", "destination": SENDER}
            assert await network.send_inbound(text="Stop.", **said) == (0,)
            assert (await send("85261234569"))[0] == "BLACK_KEY_CONTROL_LIMIT"
            assert await network.send_inbound(text="START", **said) == (0,)
            assert (await send("85261234569"))[0] == "OK"

            asked = models.BatchSendMessageToGlobeRequest(
                to=f'["{TO}","85261234570","85261234571"]', message='["1","2","3"]', from_=SENDER
            )
            batch = (await sdk.batch_send_message_to_globe_async(asked)).body
            assert (batch.response_code, batch.success_count) == ("OK", "1")
            assert batch.failed_list == f'["{TO}","85261234571"]'
            assert (await send("85261234572"))[0] == "DayLimitControl"
            shown = await asyncio.to_thread(heliograph, server, tmp_path, "limits", "show", "--json")
            assert '"UsedToday": "4"' in shown
            pair = "send.messages_per_day=0"
            await asyncio.to_thread(heliograph, server, tmp_path, "limits", "set", pair)
            assert (await send("85261234572"))[0] == "OK"
            assert await asyncio.to_thread(server.metric, "heliograph_sends_refused_total") == 6
            assert await asyncio.to_thread(server.stop) == 0
    finally:
        await network.close()
