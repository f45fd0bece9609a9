"""How long the console takes to draw a page over many stored messages, asked one after another over loopback.

`python bench/pages.py [--messages 100000] [--requests 40] [--kept FOLDER] [--copies 0]`. Aim: 100 ms for 95 of 100.
The store is filled by `history.py`; with `--kept` it stays in that folder, and is not filled again. `--copies` has so
many copies of the history lie before it, for the list's paging alone.
"""

from __future__ import annotations

import argparse
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

sys.path.insert(0, str(Path(__file__).parent))  # So that it runs as a plain script.

from heliograph.sms.message_id import first_of, time_of
from history import DAY_MS, DAYS, fill, go_back, refuse
from sides import ACCESS_KEY_ID, SEALING_KEY, SECRET, SERVER_CORE, UNLIMITED, cpu_seconds, on_load_core

AIM_MS = 100.0

#: By an index, by what is counted, by neither, and for what there is none of.
SEARCHES = ("to:8525", "status:failed country:HK", "text:code after:-30d", "code:NOSUCHCODE", "is:refused")

#: Each as a person opens it, and as the open page asks for what is new.
PAGES = (
    *((f"/console/dashboard?range={word}", False) for word in ("1h", "24h", "7d", "30d")),
    ("/console/dashboard?range=7d&country=HK&carrier=net-one", False),
    ("/console/dashboard?range=24h", True),
    ("/console", False),
    *((f"/console?{urlencode({'q': query})}", False) for query in SEARCHES),
    ("/console/explorer", False),
    ("/console/explorer/Dysmsapi/2018-05-01/SendMessageToGlobe", False),
    ("/console/calls", False),
    ("/console/limits", False),
    ("/errors/MOBILE_NUMBER_ILLEGAL", False),
)

_MESSAGE = re.compile(rb'href="(/console/messages/([0-9]+))"')

_LINK = re.compile(r"Console\s+(http://\S+)")


@contextmanager
def on_terminal(folder: Path) -> Iterator[tuple[str, int]]:
    """A server on a terminal, as a person starts it: only there is the link to the console printed. And its pid."""
    (folder / "heliograph.toml").write_text(UNLIMITED)
    ours, theirs = pty.openpty()
    environment = {
        **os.environ,
        "HELIOGRAPH_ACCESS_KEY_ID": ACCESS_KEY_ID,
        "HELIOGRAPH_ACCESS_KEY_SECRET": SECRET,
        "HELIOGRAPH_SEALING_KEY": SEALING_KEY,
    }
    serve = ["-m", "heliograph", "serve", "--port", "0", "--data", "data", "--config", "heliograph.toml"]
    with (folder / "server.log").open("ab") as log:
        child = subprocess.Popen(
            ["taskset", "-c", str(SERVER_CORE), sys.executable, *serve],
            stdout=theirs,
            stderr=log,
            env=environment,
            cwd=folder,
        )
    os.close(theirs)
    said = ""
    while (found := _LINK.search(said)) is None or "\n" not in said[found.end() :]:
        said += os.read(ours, 65_536).decode()
    yield found[1], child.pid
    child.send_signal(signal.SIGTERM)
    child.wait(30)
    os.close(ours)


def sign_in(connection: HTTPConnection, token: str) -> str:
    """The cookie of a session."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/console/session", urlencode({"token": token}), kind)
    reply = connection.getresponse()
    reply.read()
    return (reply.headers["Set-Cookie"] or "").partition(";")[0]


def measure(connection: HTTPConnection, path: str, headers: dict[str, str], requests: int) -> tuple[list[float], int]:
    """How long each request took in milliseconds, in order of length, and the octets of the last page."""
    took = []
    size = 0
    for number in range(requests + 2):
        begun = time.perf_counter()
        connection.request("GET", path, headers=headers)
        reply = connection.getresponse()
        body = reply.read()
        if number > 1:  # Templates are compiled by the first.
            took.append((time.perf_counter() - begun) * 1e3)
        assert reply.status == 200, (path, reply.status)
        size = len(body)
    return sorted(took), size


def of_messages(connection: HTTPConnection, cookie: str, copies: int) -> list[tuple[str, bool]]:
    """Pages whose address names a message: one of its own, lists that begin far down, and the part that follows one."""
    first, newest = _newest(connection, cookie)
    pages = [(first, False), (first, True)]
    for share in (0.5, 0.99):
        before = first_of(time_of(newest) - int(share * (copies + 1) * DAYS * DAY_MS))
        pages.append((f"/console?before={before}", False))
    return pages


def _newest(connection: HTTPConnection, cookie: str) -> tuple[str, int]:
    """The address and the id of the newest message."""
    connection.request("GET", "/console", headers={"Cookie": cookie})
    found = _MESSAGE.search(connection.getresponse().read())
    assert found is not None, "the list is empty"
    return found[1].decode(), int(found[2])


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--messages", type=int, default=100_000)
    arguments.add_argument("--requests", type=int, default=40)
    arguments.add_argument("--kept", type=Path)
    arguments.add_argument("--copies", type=int, default=0)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(dir=".") as folder:
        data = Path(folder) / "data"
        kept = given.kept if given.kept is not None else data
        if not (kept / "messages.sqlite3").exists():
            begun = time.perf_counter()
            fill(kept, given.messages)
            refuse(kept)
            print(f"filled with {given.messages:,} messages in {time.perf_counter() - begun:.0f} s", flush=True)
        if kept != data:
            shutil.copytree(kept, data)
        if given.copies:
            go_back(data, given.copies)
        on_load_core()
        with on_terminal(Path(folder)) as (link, pid):
            address = urlsplit(link)
            connection = HTTPConnection(address.netloc, timeout=60)
            cookie = sign_in(connection, address.fragment.partition("=")[2])
            for path, part in (*(PAGES if not given.copies else ()), *of_messages(connection, cookie, given.copies)):
                headers = {"Cookie": cookie, **({"HX-Request": "true"} if part else {})}
                spent = cpu_seconds(pid)
                took, size = measure(connection, path, headers, given.requests)
                spent = (cpu_seconds(pid) - spent) / (given.requests + 2) * 1e3
                p95 = took[len(took) * 95 // 100]
                print(
                    f"{path + (' (part)' if part else ''):55}  p50 {took[len(took) // 2]:6.1f} ms  p95 {p95:6.1f} ms  "
                    f"processor {spent:5.1f} ms  {size / 1024:4.0f} KiB  {'reached' if p95 <= AIM_MS else 'MISSED'}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
