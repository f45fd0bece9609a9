"""If this fails, a template is approved that its reader did not see, or a customer cannot tell why one is not used."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browsers import barriers


@pytest.fixture
def senders(page: Page) -> Page:
    page.goto("/console/senders")
    return page


def row(page: Page, region: str, name: str) -> Any:
    return page.get_by_role("region", name=region, exact=True).get_by_role("row").filter(has_text=name)


def test_a_signature_is_made_rejected_with_a_reason_approved_and_deleted(senders: Page):
    form = senders.get_by_role("form", name="A new signature")
    form.get_by_label("A new signature").fill("Lighthouse")
    form.get_by_role("button", name="Create").click()
    one = row(senders, "Signatures", "Lighthouse")
    expect(one).to_contain_text("waits for approval")
    assert barriers(senders) == []
    senders.get_by_label("Why Lighthouse is turned down").fill("names <another>")
    senders.get_by_role("button", name="Reject Lighthouse").click()
    expect(one).to_contain_text("turned down")
    expect(one).to_contain_text("names <another>")
    senders.get_by_role("button", name="Approve Lighthouse").click()
    expect(one).to_contain_text("approved")
    senders.get_by_role("button", name="Delete Lighthouse").click()
    expect(one).to_have_count(0)


def test_a_template_is_made_and_approved_as_it_was_read(senders: Page, page: Page):
    senders.get_by_text("A new template").click()
    form = senders.get_by_role("form", name="A new template")
    form.get_by_label("Text, with variables").fill("Your <b>code</b> is ${code}.")
    form.get_by_label("Type").select_option("OTP")
    form.get_by_label("What people call it").fill("Sign-in")
    form.get_by_label("Code, SMS_").fill("SMS_7001")
    form.get_by_role("button", name="Create").click()
    one = row(senders, "Templates", "SMS_7001")
    expect(one).to_contain_text("Your <b>code</b> is ${code}.")
    expect(one).to_contain_text("OTP")
    other = page.context.new_page()
    other.goto("/console/senders")
    senders.get_by_role("button", name="Approve SMS_7001").click()
    expect(one).to_contain_text("approved")
    other.get_by_role("button", name="Reject SMS_7001").click()
    expect(other.get_by_role("alert")).to_contain_text("revision")
    expect(row(other, "Templates", "SMS_7001")).to_contain_text("approved")
    other.close()
    senders.get_by_role("button", name="Delete SMS_7001").click()
    expect(one).to_have_count(0)


def test_what_is_wrong_with_a_template_is_said_and_nothing_typed_is_lost(senders: Page):
    senders.get_by_text("A new template").click()
    form = senders.get_by_role("form", name="A new template")
    form.get_by_label("Text, with variables").fill("Hello ${")
    form.get_by_role("button", name="Create").click()
    expect(senders.get_by_role("alert")).to_contain_text("TemplateContent")
    expect(senders.get_by_label("Text, with variables")).to_have_value("Hello ${")


def test_an_account_that_there_is_not_and_a_path_that_leads_nowhere(senders: Page):
    senders.goto("/console/senders?account=9")
    expect(senders.get_by_role("alert")).to_contain_text("ACCOUNT_NOT_EXISTS")


def test_the_page_is_a_key_away_and_speaks_chinese(page: Page):
    page.goto("/console")
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page.get_by_role("heading", name=re.compile("Senders of"))).to_be_visible()
    expect(page.get_by_text("Nobody has answered STOP.")).to_be_visible()
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", name="模板", exact=True)).to_be_visible()
