"""If this fails, an operator who pauses a carrier at the console sees it go on, or reads that a dead link answers.

The carrier is a network in its own process, bound over a socket.
"""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browsers import chromium
from end_to_end.ledger import read_ledger
from end_to_end.test_routing import CARRIER, network
from processes import Smsc, wait_until
from terminal import Terminal, running


@pytest.fixture
def smsc(tmp_path: Path) -> Iterator[Smsc]:
    with network(tmp_path / "smsc") as smsc:
        yield smsc


@pytest.fixture
def terminal(tmp_path: Path, smsc: Smsc) -> Iterator[Terminal]:
    config = tmp_path / "heliograph.toml"
    config.write_text("[limits]\nenforced = false\n" + CARRIER.format(name="net-one", port=smsc.port))
    with running(tmp_path, "--config", str(config)) as terminal:
        yield terminal


@pytest.fixture
def page(terminal: Terminal) -> Iterator[Page]:
    with chromium() as browser:
        page = browser.new_page(locale="en-US")
        page.set_default_timeout(20_000)
        page.goto(terminal.console_link)
        page.get_by_role("link", name="Carriers").click()
        yield page


def send(terminal: Terminal, text: str) -> None:
    line = f"send --to 85261234567 --endpoint {terminal.address} --data {shlex.quote(str(terminal.data))}"
    subprocess.run([sys.executable, "-m", "heliograph", *shlex.split(line), text], check=True, timeout=60)


def texts(smsc: Smsc) -> set[str]:
    return set(read_ledger(smsc.ledger)) if smsc.ledger.exists() else set()


def test_messages_wait_while_it_is_paused_and_go_once_it_is_resumed(page: Page, terminal: Terminal, smsc: Smsc) -> None:
    card = page.get_by_role("article", name=re.compile("net-one"))
    expect(card).to_contain_text("link up")
    send(terminal, "before")
    wait_until(lambda: "before" in texts(smsc), "the message before the pause arrives")
    card.get_by_role("link", name="Pause…").click()
    page.get_by_role("button", name="Pause").click()
    expect(card).to_contain_text("paused")
    send(terminal, "during")
    waiting = card.get_by_role("term").filter(has_text=re.compile("^Waiting$")).locator("+ dd")
    expect(waiting).to_contain_text("1")
    assert "during" not in texts(smsc)
    card.get_by_role("button", name="Resume").click()
    expect(waiting).to_have_text("0")
    wait_until(lambda: "during" in texts(smsc), "what waited goes out")
    expect(card).to_contain_text("running")


def test_a_test_says_how_long_the_link_took_and_what_is_wrong_once_it_is_gone(page: Page, smsc: Smsc) -> None:
    card = page.get_by_role("article", name=re.compile("net-one"))
    expect(card).to_contain_text("link up")
    card.get_by_role("button", name="Test the link").click()
    expect(page.get_by_role("status")).to_contain_text("The link answered.")
    smsc.kill()
    page.get_by_role("link", name="All carriers").click()
    expect(card).to_contain_text("link down")
    card.get_by_role("button", name="Test the link").click()
    expect(page.get_by_role("status")).to_contain_text("The link did not answer. No link is up; one bind was tried.")
