"""If this fails, an operator stops a carrier without knowing what that does, or cannot see that it stands still."""

import re
import shlex
import subprocess
import sys
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from browsers import barriers
from terminal import Terminal


@pytest.fixture
def carriers(page: Page) -> Page:
    page.goto("/console/carriers")
    return page


def test_a_carrier_is_paused_after_a_question_and_resumed(carriers: Page):
    carriers.get_by_role("link", name="Pause…").click()
    expect(carriers.get_by_role("heading", name="Pause simulator?")).to_be_visible()
    expect(carriers.get_by_text("Nothing more is handed over.")).to_be_visible()
    assert barriers(carriers) == []
    carriers.get_by_label("Why, for whoever looks later").fill("their NOC <asks>")
    carriers.get_by_role("button", name="Pause").click()
    try:
        expect(carriers.get_by_text("paused", exact=True)).to_be_visible()
        expect(carriers.get_by_text("their NOC <asks>")).to_be_visible()
        expect(carriers.get_by_role("link", name="Pause…")).to_be_hidden()
        assert barriers(carriers) == []
    finally:
        carriers.get_by_role("button", name="Resume").click()
    expect(carriers.get_by_text("running", exact=True)).to_be_visible()
    expect(carriers.get_by_role("button", name="Resume")).to_be_hidden()


def test_who_does_not_want_to_leaves_it_as_it_is(carriers: Page):
    carriers.get_by_role("link", name="Disable…").click()
    expect(carriers.get_by_label("Seconds to wait for what is unanswered")).to_have_value("10")
    carriers.get_by_role("link", name="Leave it as it is").click()
    expect(carriers.get_by_text("running", exact=True)).to_be_visible()


def test_a_link_is_asked_for_a_sign_of_life_which_measures_it(carriers: Page):
    carriers.get_by_role("button", name="Test the link").click()
    expect(carriers.get_by_role("status")).to_contain_text("The link answered. Session 1 (transceiver) answered")
    expect(carriers.get_by_role("region", name="Sessions").get_by_role("row").nth(1)).to_contain_text("bound")
    expect(carriers.get_by_text("not asked yet")).to_be_hidden()
    assert barriers(carriers) == []


def test_the_cards_are_refreshed_by_themselves(carriers: Page):
    with carriers.expect_response(lambda reply: reply.url.endswith("/console/carriers")) as reply:
        pass
    part = reply.value.text()
    assert "<html" not in part
    assert 'id="carriers"' in part
    expect(carriers.get_by_role("heading", name=re.compile("simulator"))).to_have_count(1)


def test_a_receipt_that_names_its_message_in_another_form_is_guessed(page: Page, terminal: Terminal):
    page.goto("/console/faults")
    page.get_by_role("form", name="Receipts name ids in another form").get_by_role("button").click()
    try:
        line = f"send --to 85261230009 --endpoint {terminal.address} --data {shlex.quote(str(terminal.data))} hello"
        sent = subprocess.run(
            [sys.executable, "-m", "heliograph", *shlex.split(line)],
            check=True,
            timeout=60,
            capture_output=True,
            text=True,
        )
        found = re.search(r"Message id +(\d+)", sent.stdout)
        assert found is not None, sent.stdout
        page.goto("/console/carriers")
        row = page.get_by_role("region", name="Receipts that match no message").get_by_role("row")
        row = row.filter(has_text="85261230009")
        until_shown(page, row)
        expect(row).to_contain_text('Set id_form = "')
        expect(row.get_by_role("link", name=found[1])).to_be_visible()
        assert barriers(page) == []
    finally:
        page.goto("/console/faults")
        page.get_by_role("button", name="Remove all").click()


def until_shown(page: Page, shown: Locator) -> None:
    """Look again until it is there: the receipts are drawn when the page is asked for."""
    for _ in range(50):
        if shown.count():
            return
        page.wait_for_timeout(200)
        page.reload()
    expect(shown).to_be_visible()


class TestWithoutScripts:
    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return {"java_script_enabled": False}

    def test_a_carrier_is_drained_and_resumed(self, carriers: Page):
        carriers.get_by_role("link", name="Drain…").click()
        carriers.get_by_role("button", name="Drain").click()
        try:
            expect(carriers.get_by_text(re.compile("^(draining|drained)$"))).to_be_visible()
        finally:
            carriers.get_by_role("button", name="Resume").click()
        expect(carriers.get_by_text("running", exact=True)).to_be_visible()


def test_what_there_is_not_is_said(carriers: Page):
    for path in ("/console/carriers/none", "/console/carriers/simulated/explode"):
        reply = carriers.goto(path)
        assert reply is not None
        assert reply.status == 404


def test_the_page_is_a_key_away_and_speaks_chinese(page: Page):
    page.goto("/console")
    page.keyboard.press("g")
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="Carriers", level=1)).to_be_visible()
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("link", name="暂停…")).to_be_visible()
