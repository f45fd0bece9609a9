"""If this fails, an operator stops a carrier without knowing what that does, or cannot see that it stands still."""

import re

import pytest
from playwright.sync_api import Page, expect

from browsers import barriers


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
