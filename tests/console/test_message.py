"""If this fails, the page of a message does not tell its life, or a hostile text does more than show."""

import json
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from browsers import barriers, strangers
from terminal import Terminal

HOSTILE = [
    "<img src=x onerror=alert(1)><script>alert(2)</script>",
    "\u202eevil \u2066isolated\u2069 \u200f\u061c",
    "{{ 7*7 }} {% raw %} ${x} #{y} `z` \\",
    "W" * 1_500,
]


def send(terminal: Terminal, text: str, to: str = "12025550100") -> str:
    """Send as the root of the server; the message's id."""
    command = [sys.executable, "-m", "heliograph", "send", "--json", "--endpoint", terminal.address]
    done = subprocess.run(
        [*command, "--data", str(terminal.data), "--to", to, text],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    return json.loads(done.stdout)["MessageId"]


def test_a_message_is_followed_to_its_end_and_looked_back_on(page: Page, terminal: Terminal):
    message_id = send(terminal, "Your code is 482913, naïve ☃.", to="12025550113")
    page.goto(f"/console/messages/{message_id}")
    expect(page.locator("h1 .state")).to_have_text("submitted")
    expect(page.get_by_role("heading", name="What QueryMessage answers now")).to_be_visible()
    expect(page.get_by_text("SNOWMAN")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("link", name="on its way").first.click()
    expect(page.get_by_role("heading", name="What QueryMessage answered after line 1")).to_be_visible()
    answer = page.locator("#answer ~ pre").inner_text()
    assert '"Status": "3"' in answer
    assert "SendDate" not in answer


def test_the_end_shows_without_a_reload(page: Page, terminal: Terminal):
    message_id = send(terminal, "Hello", to="12025550130")
    page.goto(f"/console/messages/{message_id}")
    expect(page.locator("h1 .state")).to_have_text("delivered", timeout=30_000)
    expect(page.locator("#answer ~ pre")).to_contain_text("DELIVERED")


def test_it_can_be_sent_again(page: Page, terminal: Terminal):
    message_id = send(terminal, "Once more, please")
    page.goto(f"/console/messages/{message_id}")
    page.get_by_role("button", name="Send it again").click()
    expect(page.locator("h1")).to_contain_text("12025550100")
    assert message_id not in page.url
    expect(page.get_by_text("Once more, please").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("accepted")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_does_nothing_but_show(page: Page, terminal: Terminal, text: str):
    asked = strangers(page, terminal.address)
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    message_id = send(terminal, text)
    for path in (f"/console/messages/{message_id}", "/console"):
        page.goto(path)
        expect(page.locator("main")).to_contain_text(text[:20].strip())
        assert page.locator("main img, main script").count() == 0
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/console/messages/{message_id}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert asked == []


def test_what_was_said_on_the_wire_shows_field_by_field(page: Page, terminal: Terminal):
    message_id = send(terminal, "Said \u2603 on the wire. " * 4, to="12025550100")
    page.goto(f"/console/messages/{message_id}")
    expect(page.locator("h1 .state")).to_have_text("delivered", timeout=30_000)
    page.reload()
    said = page.locator("details", has=page.locator("table.pdu"))
    expect(said.filter(has_text="submit_sm_resp")).to_have_count(2)
    expect(said.filter(has_text="deliver_sm_resp")).to_have_count(2)
    said.filter(has_text="segment 2").first.locator("summary").click()
    row = page.locator("table.pdu tr:visible", has_text="data_coding")
    expect(row).to_contain_text("UCS-2")
    expect(row.locator(".octets")).to_have_text("08")
    assert barriers(page) == []
