"""If this fails, an operator cannot see what stops a customer's messages, or what is set there does not hold."""

import shlex
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from browsers import barriers
from terminal import Terminal, running


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """A server of its own: what is set here would stop the messages of other tests."""
    with running(tmp_path_factory.mktemp("limits")) as terminal:
        yield terminal


@pytest.fixture(scope="module")
def visitor(limited: Terminal, browser: object) -> Iterator[Page]:
    page = browser.new_page(locale="en-US")  # type: ignore[attr-defined]
    page.set_default_timeout(20_000)
    page.goto(limited.console_link)
    expect(page.get_by_role("link", name="Limits")).to_be_visible()
    yield page
    page.close()


@pytest.fixture
def limits(visitor: Page) -> Page:
    visitor.get_by_role("link", name="Limits", exact=True).click()
    return visitor


def send(terminal: Terminal, to: str) -> str:
    line = f"send --to {to} --endpoint {terminal.address} --data {shlex.quote(str(terminal.data))} hello"
    done = subprocess.run(
        [sys.executable, "-m", "heliograph", *shlex.split(line)],
        check=False,
        timeout=60,
        capture_output=True,
        text=True,
    )
    return done.stdout + done.stderr


def test_a_limit_that_is_set_holds_and_shows_how_much_is_used_and_who_met_it(limits: Page, limited: Terminal):
    limits.get_by_text("Change the limits of this account").click()
    limits.get_by_label("Messages in a day", exact=True).fill("1")
    limits.get_by_label("Never to these countries").fill("GB")
    limits.get_by_label("Messages in a day, by country").fill("HK=5, *=100")
    assert barriers(limits) == []
    limits.get_by_role("button", name="Set them").click()
    row = limits.get_by_role("region", name="What may be sent").get_by_role("row").filter(has_text="Messages in a day")
    expect(row.first).to_contain_text("this account")
    expect(limits.get_by_role("region", name="What may be sent")).to_contain_text("HK=5, *=100")
    assert "Message id" in send(limited, "12025550100")
    assert "DayLimitControl" in send(limited, "12025550101")
    assert "NOT_SUPPORTED_COUNTRY" in send(limited, "447400123456")
    limits.reload()
    expect(row.first).to_contain_text("11this account")
    hits = limits.get_by_role("region", name="What it met today")
    expect(hits).to_contain_text("DayLimitControl1")
    expect(hits).to_contain_text("NOT_SUPPORTED_COUNTRY1")
    called = (
        limits.get_by_role("region", name="What is called").get_by_role("row").filter(has_text="SendMessageToGlobe")
    )
    expect(called).to_contain_text("acs:ram::1000000000000001:root3")
    assert "DayLimitControl" in send(limited, "12025550101")
    expect(called).to_contain_text("acs:ram::1000000000000001:root4")
    limits.get_by_text("Change the limits of this account").click()
    limits.get_by_label("Messages in a day", exact=True).fill("")
    limits.get_by_role("button", name="Set them").click()
    expect(row.first).not_to_contain_text("this account")
    assert "Message id" in send(limited, "12025550102")


def test_what_cannot_be_set_is_said_and_nothing_typed_is_lost(limits: Page):
    limits.get_by_text("Change the limits of this account").click()
    limits.get_by_label("Never to these countries").fill("UK")
    limits.get_by_role("button", name="Set them").click()
    expect(limits.get_by_role("alert")).to_contain_text("UK, which is no country")
    expect(limits.get_by_label("Never to these countries")).to_have_value("UK")
    limits.get_by_label("Never to these countries").fill("")
    limits.get_by_label("Messages in a month", exact=True).fill("many")
    limits.get_by_role("button", name="Set them").click()
    expect(limits.get_by_role("alert")).to_have_text("This cannot be read: Messages in a month.")


def test_money_is_paid_in_once_for_a_reference(limits: Page):
    for _ in range(2):
        limits.get_by_text("Pay in, or take out").click()
        limits.get_by_label("Amount, negative to take out").fill("12.5")
        limits.get_by_label("Reference, which counts once").fill("invoice-1")
        limits.get_by_role("button", name="Book it").click()
        expect(limits.get_by_text("Prepaid, with 12.5 left.")).to_be_visible()
    limits.get_by_text("Pay in, or take out").click()
    limits.get_by_label("Amount, negative to take out").fill("a lot")
    limits.get_by_label("Reference, which counts once").fill("invoice-2")
    limits.get_by_role("button", name="Book it").click()
    expect(limits.get_by_role("alert")).to_be_visible()


def test_a_blocked_number_gets_nothing_until_it_is_removed(limits: Page, limited: Terminal):
    form = limits.get_by_role("form", name="Block numbers")
    form.get_by_label("Numbers, with dialing codes").fill("12025550177 12025550178")
    form.get_by_role("button", name="Block").click()
    rows = limits.get_by_role("region", name="Numbers that get nothing").get_by_role("row")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("from any")
    assert barriers(limits) == []
    assert "BLACK_KEY_CONTROL_LIMIT" in send(limited, "12025550177")
    limits.get_by_role("button", name="Remove 12025550177").click()
    expect(rows).to_have_count(2)
    form.get_by_label("Numbers, with dialing codes").fill("123")
    form.get_by_role("button", name="Block").click()
    expect(limits.get_by_role("alert")).to_have_text("No numbers of any country: 123")


def test_the_page_is_a_key_away(page: Page):
    page.goto("/console")
    page.keyboard.press("g")
    page.keyboard.press("l")
    expect(page.get_by_role("heading", name="Limits of", level=1)).to_be_visible()
