"""If this fails, the way from the first start to a program that works is broken somewhere.

Start, sign in, send from the explorer, see the row live, open the message, copy the sample of QueryMessage, run it.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from terminal import Terminal, running


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """A server of its own, so that its one-time link is unused."""
    with running(tmp_path_factory.mktemp("walk")) as terminal:
        yield terminal


@pytest.fixture
def fresh(terminal: Terminal, browser: Browser) -> Iterator[Page]:
    """A page of a browser that nobody signed in."""
    context = browser.new_context(locale="en-US", base_url=f"http://{terminal.address}")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


def test_from_the_first_start_to_a_program_that_works(terminal: Terminal, fresh: Page, tmp_path: Path):
    page = fresh
    page.goto(terminal.console_link)
    expect(page.get_by_role("heading", name="Messages")).to_be_visible()
    inbox = page.context.new_page()
    inbox.goto("/console")

    page.keyboard.press("g")
    page.keyboard.press("e")
    expect(page.get_by_role("heading", name="SendMessageToGlobe")).to_be_visible()
    page.locator("#field-To").fill("12025550100")
    page.locator("#field-Message").fill("Your code is 271828")
    page.locator("#send").click()
    expect(page.locator("#answered")).to_contain_text('"ResponseCode": "OK"')

    row = inbox.locator("tr", has_text="Your code is 271828")
    expect(row).to_contain_text("delivered")

    page.locator("#response").get_by_role("link", name=re.compile(r"^Message \d+$")).click()
    expect(page.get_by_role("heading", name="Message to 12025550100")).to_be_visible()
    page.get_by_role("link", name="QueryMessage in the explorer").click()
    page.locator("#send").click()
    expect(page.locator("#answered")).to_contain_text('"ResponseCode": "OK"')
    shown = json.loads(page.locator("#answered").inner_text())
    page.get_by_role("link", name="Sample").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")

    program = tmp_path / "main.py"
    program.write_text(copied)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ALIBABA")}
    environment["ALIBABA_CLOUD_ACCESS_KEY_ID"] = terminal.line(r"AccessKey id\s+(\S+)")
    environment["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = terminal.line(r"AccessKey secret\s+(\S+)")
    done = subprocess.run(
        [sys.executable, str(program)], capture_output=True, text=True, timeout=60, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told.pop("RequestId") != shown.pop("RequestId")
    assert told == shown
