"""If this fails, an operator cannot see which rule sends a message where, or is told of another one."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browsers import barriers
from end_to_end.test_routing import CARRIER
from terminal import running

#: No network listens there: how the rules decide shows all the same.
CONFIG = (
    CARRIER.format(name="one", port=1)
    + CARRIER.format(name="two", port=2)
    + """
[[routes]]
name = "codes"
types = ["OTP"]
countries = ["HK"]
times = ["22:00-07:00"]
carriers = { one = 3, two = 1 }

[[routes]]
name = "blocked"
senders = ["Spam"]
refuse = "BLACK_KEY_CONTROL_LIMIT"

[[routes]]
name = "everything"
carriers = { one = 1 }
failover = ["two"]
"""
)


@pytest.fixture(scope="module")
def routed(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Page]:
    folder: Path = tmp_path_factory.mktemp("routes")
    (folder / "heliograph.toml").write_text(CONFIG)
    with running(folder, "--config", str(folder / "heliograph.toml")) as terminal:
        page = browser.new_page(locale="en-US")
        page.set_default_timeout(20_000)
        page.goto(terminal.console_link)
        expect(page.get_by_role("link", name="Routes")).to_be_visible()
        yield page
        page.close()


@pytest.fixture
def routes(routed: Page) -> Page:
    routed.get_by_role("link", name="Routes").click()
    return routed


def test_the_rules_stand_in_their_order_with_what_they_say(routes: Page):
    cards = routes.locator(".rules > li")
    expect(cards.get_by_role("heading")).to_have_text(["codes", "blocked", "everything"])
    for shown in ("HK", "OTP", "22:00-07:00", "one × 3", "two × 1"):
        expect(cards.nth(0)).to_contain_text(shown)
    expect(cards.nth(1).get_by_role("link", name="BLACK_KEY_CONTROL_LIMIT")).to_be_visible()
    expect(cards.nth(2)).to_contain_text("nothing: it matches every message")
    expect(cards.nth(2)).to_contain_text("after 30 s without a link")
    assert barriers(routes) == []


def test_the_tester_says_of_each_rule_why_or_why_not(routes: Page):
    routes.get_by_label("To", exact=True).fill("85261234567")
    routes.get_by_label("Type").select_option("OTP")
    routes.get_by_label("Time of day").fill("12:00")
    routes.get_by_role("button", name="Explain").click()
    verdict = routes.get_by_role("region", name="It goes to one")
    expect(verdict.get_by_role("listitem")).to_contain_text(
        [
            "codes does not match: it is for 22:00-07:00, and it is 12:00",
            "blocked does not match: there is no sender",
            "everything matches, and decides",
            re.compile("one weight 1 · may have none"),
            "two only takes over",
        ]
    )
    expect(routes.locator(".decides")).to_contain_text("everything")
    assert barriers(routes) == []
    routes.get_by_label("From").fill("SPAM")
    routes.get_by_role("button", name="Explain").click()
    expect(routes.get_by_role("heading", name="It is refused with BLACK_KEY_CONTROL_LIMIT")).to_be_visible()


def test_what_is_no_number_is_said(routes: Page):
    routes.get_by_label("To", exact=True).fill("12")
    routes.get_by_role("button", name="Explain").click()
    expect(routes.get_by_role("alert")).to_be_visible()


def test_without_rules_the_page_says_so(page: Page):
    page.goto("/console")
    page.keyboard.press("g")
    page.keyboard.press("r")
    expect(page.get_by_text("No rule is configured: all carriers get the same.")).to_be_visible()
