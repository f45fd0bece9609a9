"""If this fails, the first minute with Heliograph fails: what the start prints does not work as pasted.

The server runs as `heliograph serve` on a terminal of its own, with nothing configured: the simulated carrier inside.
"""

import os
import shlex
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browsers import chromium
from terminal import Terminal, running


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    with running(tmp_path_factory.mktemp("first-minute")) as terminal:
        yield terminal


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
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def page(terminal: Terminal, browser: Browser) -> Page:
    """The page of whoever opened the link of the greeting first."""
    page = browser.new_page()
    page.set_default_timeout(20_000)
    page.goto(terminal.console_link)
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
    page.get_by_label("Search messages").fill("to:85251234567")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text("No message is meant by this search.")).to_be_visible()


def test_nobody_else_gets_in(terminal: Terminal, browser: Browser, page: Page):
    expect(page.get_by_role("link", name="Heliograph")).to_be_visible()
    stranger = browser.new_context().new_page()
    stranger.goto(terminal.console_link)
    expect(stranger.get_by_role("alert")).to_contain_text("used already")
    stranger.goto(f"http://{terminal.address}/console")
    expect(stranger.get_by_role("heading", name="Sign in")).to_be_visible()


def test_machines_can_watch(terminal: Terminal):
    for path, expected in (("livez", "ok"), ("readyz?verbose=1", "ok"), ("metrics", "heliograph_api_requests_total")):
        done = run(terminal, f"curl -s http://{terminal.address}/{path}")
        assert expected in done.stdout
