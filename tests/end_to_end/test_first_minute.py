"""If this fails, the first minute with Heliograph fails: what the start prints does not work as pasted.

The server runs as `heliograph serve` on a terminal of its own, with nothing configured: the simulated carrier inside.
"""

import os
import pty
import re
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

START_SECONDS = 60

CHROMIUM = shutil.which("chromium")
#: No sandbox, since the tests may run as root; nothing that looks for another host.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@dataclass
class Terminal:
    """A running server and what its terminal shows."""

    text: str
    data: Path
    process: subprocess.Popen

    def line(self, pattern: str) -> str:
        found = re.search(pattern, self.text)
        assert found is not None, self.text
        return found[1]

    @property
    def address(self) -> str:
        return self.line(r"Heliograph listens on http://(127\.0\.0\.1:\d+)")


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    folder = tmp_path_factory.mktemp("first-minute")
    ours, theirs = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("HELIOGRAPH_", "ALIBABA_"))}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "heliograph", "serve", "--port", "0", "--data", str(folder / "data")],
            stdout=theirs,
            stderr=log,
            env=environment,
            cwd=folder,
        )
    os.close(theirs)
    text = ""
    deadline = time.monotonic() + START_SECONDS
    while "Any official SDK works" not in text:
        assert time.monotonic() < deadline, text
        text += os.read(ours, 65536).decode()
    yield Terminal(text.replace("\r\n", "\n"), folder / "data", process)
    process.send_signal(signal.SIGTERM)
    assert process.wait(START_SECONDS) == 0, "SIGTERM must drain and stop cleanly"
    os.close(ours)


def run(terminal: Terminal, command: str) -> subprocess.CompletedProcess[str]:
    """A line as pasted, with this environment's `python3` and `heliograph` first on the path."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path}
    return subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=terminal.data.parent,
        env=environment,
        check=False,
    )


def test_the_curl_line_sends_once_and_says_why_not_twice(terminal: Terminal):
    command = terminal.line(r"(curl '[^']+')")
    assert '"ResponseCode":"OK"' in run(terminal, command).stdout
    assert "SignatureNonceUsed" in run(terminal, command).stdout


def test_the_command_line_finds_the_key_by_itself(terminal: Terminal):
    command = terminal.line(r"(heliograph send [^\n]+)").replace(
        "heliograph send", f"heliograph send --data {shlex.quote(str(terminal.data))}"
    )
    done = run(terminal, command)
    assert done.returncode == 0, done.stderr


def test_the_python_line_is_the_official_sdk(terminal: Terminal):
    done = run(terminal, terminal.line(r'(python3 -c "[^\n]+")'))
    assert done.returncode == 0, done.stderr
    assert "OK" in done.stdout


def test_the_key_is_for_its_owner_alone(terminal: Terminal):
    mode = stat.S_IMODE((terminal.data / "credentials.json").stat().st_mode)
    assert mode == 0o600
    secret = terminal.line(r"AccessKey secret\s+(\S+)")
    assert secret not in (terminal.data.parent / "log").read_text(), "the secret is in the log"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def page(terminal: Terminal, browser: Browser) -> Page:
    """The page of whoever opened the link of the greeting first."""
    page = browser.new_page()
    page.set_default_timeout(20_000)
    page.goto(terminal.line(r"Console\s+(http://\S+)"))
    return page


def test_a_message_shows_live_and_its_timeline_tells_what_happened(terminal: Terminal, page: Page):
    expect(page.get_by_role("heading", name="Messages")).to_be_visible()
    expect(page.locator("#live")).to_be_visible()
    text = "<b>bold</b> & 你好 😀"
    done = run(
        terminal,
        f"heliograph send --endpoint {terminal.address} --data {terminal.data} --to 12025550160 {shlex.quote(text)}",
    )
    assert done.returncode == 0, done.stderr
    row = page.locator("tbody tr", has_text="12025550160").first
    expect(row).to_contain_text(text)
    expect(row.locator(".state")).to_have_text("delivered")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Timeline")).to_be_visible()
    for event in ("accepted", "claimed", "submit ok", "receipt"):
        expect(page.get_by_role("cell", name=event, exact=True).first).to_be_visible()


def test_the_search_narrows_to_one_number_and_says_when_there_is_none(page: Page, terminal: Terminal):
    page.goto(f"http://{terminal.address}/console")
    page.get_by_label("To").fill("85251234567")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text("No message to this number")).to_be_visible()


def test_nobody_else_gets_in(terminal: Terminal, browser: Browser, page: Page):
    expect(page.get_by_role("link", name="Heliograph")).to_be_visible()
    stranger = browser.new_context().new_page()
    stranger.goto(terminal.line(r"Console\s+(http://\S+)"))
    expect(stranger.get_by_role("alert")).to_contain_text("used already")
    stranger.goto(f"http://{terminal.address}/console")
    expect(stranger.get_by_role("heading", name="Sign in")).to_be_visible()


def test_machines_can_watch(terminal: Terminal):
    for path, expected in (("livez", "ok"), ("readyz?verbose=1", "ok"), ("metrics", "heliograph_api_requests_total")):
        done = run(terminal, f"curl -s http://{terminal.address}/{path}")
        assert expected in done.stdout
