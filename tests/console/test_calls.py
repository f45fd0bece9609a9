"""If these fail, nobody finds out in a browser why a call was refused, or a page shows what must stay hidden."""

import json
import subprocess
import sys
import time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from browsers import barriers, strangers
from heliograph.client import Key, signed_request
from heliograph.console.call_steps import PASSED, REFUSED, steps_of
from heliograph.gateway.chain import CHAIN
from terminal import Terminal

HOSTILE = "<img src=x onerror=alert(1)>"


def call(
    terminal: Terminal, key: Key, action: str, parameters: dict[str, str], client: str = "test"
) -> tuple[int, str]:
    """Status and RequestId of a call as an SDK would make it."""
    made = signed_request(
        key,
        action,
        "2018-05-01",
        parameters,
        now_ms=time.time_ns() // 1_000_000,
        nonce=str(time.perf_counter_ns()),
        host=terminal.address,
        method="GET",
        signature="v1",
    )
    request = Request(f"http://{terminal.address}{made.target}", headers={"User-Agent": client})
    try:
        with urlopen(request) as reply:
            return reply.status, reply.headers["x-acs-request-id"]
    except HTTPError as refused:
        return refused.code, refused.headers["x-acs-request-id"]


def until_kept(page: Page, address: str) -> None:
    """Open a list of calls again until it has some: they are written within a fifth of a second."""
    deadline = time.monotonic() + 20
    page.goto(address)
    while page.locator("main tbody tr").count() == 0:
        assert time.monotonic() < deadline, "no call is kept"
        page.reload()


def test_every_step_of_the_gateway_has_words():
    names = [step.name for step in CHAIN] + ["operation"]
    assert list(PASSED) == names
    assert list(REFUSED) == names


@pytest.mark.parametrize(
    ("steps", "refused_at", "lines", "durations"),
    [
        (
            [("read", 100), ("key", 180)],
            "signature",
            ["request read", "key found", "refused: time or signature"],
            ["100 µs", "80 µs"],
        ),
        (
            [("read", 100), ("operation", 20_180)],
            "operation",
            ["request read", "refused: by the operation"],
            ["100 µs", "20.1 ms"],
        ),
        ([], "", [], []),
    ],
)
def test_a_call_is_told_line_by_line(steps, refused_at, lines, durations):
    told = {"Steps": [{"Name": name, "Microseconds": str(at)} for name, at in steps], "RefusedAt": refused_at}
    found = steps_of(told)
    assert [line.says for line in found] == lines
    assert [line.after for line in found if line.after] == durations


def test_a_wrong_signature_shows_in_the_list_and_leads_to_its_steps(page: Page, terminal: Terminal):
    asked = strangers(page, terminal.address)
    page.goto("/console")
    expect(page.locator("#live")).to_be_visible()
    status, request_id = call(
        terminal, Key("LTAInobody", "wrong"), "SendMessageToGlobe", {"To": "12025550100"}, HOSTILE
    )
    assert status == 404
    row = page.locator(f"#m{request_id}")
    expect(row).to_be_visible()
    page.goto("/console")
    expect(row).to_contain_text("InvalidAccessKeyId.NotFound")
    assert barriers(page) == []
    row.get_by_role("link").click()
    expect(page.locator("h1")).to_contain_text("SendMessageToGlobe")
    expect(page.get_by_text("refused: the key")).to_be_visible()
    expect(page.get_by_text(HOSTILE).first).to_be_visible()
    assert "Signature=***" in page.locator("#request + pre").inner_text()
    assert barriers(page) == []
    assert asked == []
    page.get_by_role("link", name="What InvalidAccessKeyId.NotFound means").click()
    expect(page.locator("h1")).to_contain_text("InvalidAccessKeyId.NotFound")


def test_a_search_for_refused_calls_lists_them_alone_and_goes_on_as_they_come(page: Page, terminal: Terminal):
    def refuse() -> str:
        return call(terminal, Key("LTAInobody", "wrong"), "QueryMessage", {"MessageId": "1"})[1]

    first = refuse()
    until_kept(page, "/console/calls?operation=QueryMessage&code=InvalidAccessKeyId.NotFound")
    page.goto("/console?q=is:refused+code:invalidaccesskeyid.*+after:-1h")
    expect(page.locator(f"#m{first}")).to_be_visible()
    expect(page.locator("#rows tr:not(.refused)")).to_have_count(0)
    expect(page.locator("#live")).to_be_visible()
    expect(page.locator(f"#m{refuse()}")).to_be_visible()
    for means_none in ("is:refused code:Throttling*", "-is:refused code:Invalid*", "is:refused before:-1h"):
        page.goto(f"/console?q={means_none}")
        expect(page.locator("#rows tr.refused")).to_have_count(0)
        expect(page.locator("#empty")).to_be_visible()


def test_calls_are_filtered_and_the_last_ones_are_all_there(page: Page, terminal: Terminal):
    call(terminal, Key("LTAInobody", "wrong"), "QueryMessage", {"MessageId": "1"})
    until_kept(page, "/console/calls?operation=QueryMessage&code=InvalidAccessKeyId.NotFound")
    expect(page.locator("main tbody tr").first).to_contain_text("QueryMessage")
    page.goto("/console/calls?code=NothingSuch")
    expect(page.get_by_text("There are none.")).to_be_visible()
    page.goto("/console/calls")
    page.get_by_label("Which").select_option("the last ones")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("main tbody tr").first).to_be_visible()
    assert barriers(page) == []


def test_a_message_begins_with_the_call_that_brought_it(page: Page, terminal: Terminal):
    command = [sys.executable, "-m", "heliograph", "send", "--json", "--endpoint", terminal.address]
    sent = subprocess.run(
        [*command, "--data", str(terminal.data), "--to", "12025550100", "Step by step"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    page.goto(f"/console/messages/{json.loads(sent.stdout)['MessageId']}")
    events = page.locator("td.event")
    expect(events.nth(0)).to_have_text("request received")
    expect(events.nth(3)).to_have_text("signature verified")
    expect(page.locator("td.event", has_text="accepted")).to_be_visible()
    page.get_by_text("The call that brought it").click()
    expect(page.locator("#request + pre")).to_contain_text("Step%20by%20step")
    assert barriers(page) == []


def test_a_call_that_nobody_made_is_said_to_be_missing(page: Page):
    reply = page.goto("/console/calls/F655A8D5-B967-440B-8683-DAD6FF8D28D0")
    assert reply.status == 404
    expect(page.locator("h1")).to_have_text("No such call")
