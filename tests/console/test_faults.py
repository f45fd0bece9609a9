"""If this fails, a developer cannot break the carrier on purpose, or forgets that it is broken."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browsers import barriers


@pytest.fixture
def faults(page: Page) -> Iterator[Page]:
    """The page without any rule, before the test and after it: the server is that of other tests."""

    def clear() -> None:
        page.goto("/console/faults")
        button = page.get_by_role("button", name="Remove all")
        if button.is_visible():
            button.click()
        expect(page.get_by_text("No rule is active")).to_be_visible()

    clear()
    yield page
    clear()


def rows(page: Page) -> Any:
    return page.get_by_role("region", name="Rules that are active").get_by_role("row")


def test_a_rule_is_made_key_by_key_and_breaks_the_next_message(faults: Page):
    faults.get_by_text("Or key by key").click()
    form = faults.get_by_role("form", name="A rule of your own")
    form.get_by_label("number").fill("+85261230001")
    form.get_by_label("status").fill("ESME_RINVDSTADR")
    form.get_by_label("times").fill("2")
    form.get_by_label("note").fill("a <trial>")
    form.get_by_role("button", name="Add the rule").click()
    row = rows(faults).nth(1)
    for shown in ("number +85261230001", "status ESME_RINVDSTADR", "times 2", "a <trial>"):
        expect(row).to_contain_text(shown)
    assert barriers(faults) == []
    faults.goto("/console")
    expect(faults.get_by_role("note")).to_contain_text("Faults on purpose: 1 rules")
    assert barriers(faults) == []
    faults.get_by_role("link", name="See them").click()
    faults.get_by_role("button", name="Remove rule-").click()
    expect(faults.get_by_text("No rule is active")).to_be_visible()
    expect(faults.get_by_role("note")).to_be_hidden()


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(faults: Page):
    faults.get_by_text("Or key by key").click()
    form = faults.get_by_role("form", name="A rule of your own")
    form.get_by_label("number").fill("+852*")
    form.get_by_label("status").fill("ESME_NONSENSE")
    form.get_by_role("button", name="Add the rule").click()
    expect(faults.get_by_role("alert")).to_contain_text("status is 'ESME_NONSENSE'; it must be")
    expect(faults.get_by_role("form", name="A rule of your own").get_by_label("number")).to_have_value("+852*")
    expect(faults.get_by_text("No rule is active")).to_be_visible()


def test_a_line_about_binds_is_taken_as_it_is(faults: Page):
    faults.get_by_label("As one line").fill("name=shut on=bind status=ESME_RBINDFAIL system_id=nobody for=90s")
    faults.get_by_role("button", name="Add the line").click()
    row = rows(faults).nth(1)
    for shown in ("shut", "on bind", "system_id nobody", "status ESME_RBINDFAIL"):
        expect(row).to_contain_text(shown)
    expect(row).to_contain_text(re.compile(r"1:[0-2]\d"))
    faults.get_by_text("Or key by key").click()
    faults.get_by_role("link", name="a bind request that comes in").click()
    form = faults.get_by_role("form", name="A rule of your own")
    expect(form.get_by_label("bind", exact=True)).to_be_visible()
    expect(form.get_by_label("receipt", exact=True)).to_be_hidden()


def test_an_incident_happens_and_only_once_at_a_time(faults: Page):
    incident = faults.get_by_role("form", name="Receipts are late, and some come twice")
    incident.get_by_role("button", name="Let it happen").click()
    expect(rows(faults)).to_have_count(3)
    faults.get_by_role("form", name="Receipts are late, and some come twice").get_by_role("button").click()
    expect(faults.get_by_role("alert")).to_contain_text("late-and-twice")
    expect(rows(faults)).to_have_count(3)


def test_a_message_leads_to_a_form_that_knows_its_number(faults: Page):
    faults.goto("/console/faults?number=85261234567&receipt_id=hex")
    form = faults.get_by_role("form", name="A rule of your own")
    expect(form.get_by_label("number")).to_have_value("85261234567")
    expect(form.get_by_label("receipt_id")).to_have_value("hex")


class TestWithoutScripts:
    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return {"java_script_enabled": False}

    def test_a_rule_is_added_and_removed(self, faults: Page):
        faults.get_by_label("As one line").fill("name=plain number=85261230002 receipt=none for=1m")
        faults.get_by_role("button", name="Add the line").click()
        faults.get_by_role("button", name="Remove plain").click()
        expect(faults.get_by_text("No rule is active")).to_be_visible()
