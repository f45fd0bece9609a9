"""If this fails, the explorer fails somebody: its forms, its answers, its addresses, without scripts, or on a phone."""

import io
import re
import zipfile
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from browsers import barriers, barriers_in_light_and_dark, strangers
from heliograph.console.forced_results import RESULTS
from terminal import Terminal

SEND = "/console/explorer/Dysmsapi/2018-05-01/SendMessageToGlobe"
QUERY = "/console/explorer/Dysmsapi/2018-05-01/QueryMessage"

#: The name of a link to a message.
MESSAGE = re.compile(r"^Message \d+$")

PAGES = (
    "/console/explorer",
    f"{SEND}?To=85261234567&Message=%E2%80%9C&tab=sample",
    f"{SEND}?tab=docs",
    f"{SEND}?tab=errors",
    "/console/explorer/Ram/2015-05-01/CreatePolicy",
)


def fill(page: Page, **values: str) -> None:
    for name, text in values.items():
        page.locator(f"#field-{name}").fill(text)


def call(page: Page) -> str:
    """Press Call and wait for the answer; its text."""
    page.locator("#send").click()
    expect(page.locator("#answered")).to_be_visible()
    return page.locator("#answered").inner_text()


@pytest.mark.parametrize("path", PAGES)
def test_no_barrier_for_who_reads_otherwise(page: Page, path: str):
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert barriers_in_light_and_dark(page) == []


def test_nothing_is_loaded_from_elsewhere(page: Page, terminal: Terminal):
    asked = strangers(page, terminal.address)
    for path in PAGES:
        page.goto(path, wait_until="load")
    assert asked == []


def test_a_call_goes_out_signed_and_leads_to_its_message(page: Page):
    page.goto(SEND)
    fill(page, To="12025550100", Message="Hello from the explorer")
    answer = call(page)
    assert '"ResponseCode": "OK"' in answer
    expect(page.locator("#response")).to_contain_text("HTTP 200")
    expect(page.locator("#response")).to_contain_text("x-acs-request-id")
    assert barriers(page) == []
    page.locator("#response").get_by_role("link", name=MESSAGE).click()
    expect(page.locator("#life").get_by_text("Hello from the explorer", exact=True)).to_be_visible()


def test_the_call_is_the_readers_own(page: Page):
    page.goto("/console/explorer/Sts/2015-04-01/GetCallerIdentity")
    assert ":root" in call(page)


def test_a_refusal_is_explained_and_the_field_is_marked(page: Page):
    page.goto(QUERY)
    assert "MissingMessageId" in call(page)
    expect(page.locator("#response")).to_contain_text("What to do:")
    expect(page.locator("#field-MessageId")).to_have_attribute("aria-invalid", "true")
    fill(page, MessageId="1")
    expect(page.locator("#field-MessageId")).to_have_attribute("aria-invalid", "false")
    page.locator("#send").click()
    expect(page.locator("#response")).to_contain_text("DATA_NOT_EXIST")
    page.get_by_role("link", name="All about DATA_NOT_EXIST").click()
    expect(page.get_by_role("heading", name="DATA_NOT_EXIST")).to_be_visible()


def test_fields_are_checked_while_they_are_filled_in(page: Page):
    page.goto(SEND)
    fill(page, To="abc")
    expect(page.locator("#note-To")).to_contain_text("must be a dialing code and number")
    fill(page, To="85261234567", Message="x" * 70 + "“")
    expect(page.locator("#note-To")).to_contain_text("HongKong")
    expect(page.locator("#note-Message")).to_contain_text("segments: 2, UCS-2; room for 63 more")
    note = page.locator("#cut-Message")
    expect(note.locator(".ruler li").last.locator("mark")).to_have_text("“")
    expect(note).to_contain_text("U+201C LEFT DOUBLE QUOTATION MARK")
    assert barriers(page) == []
    note.get_by_role("link", name="Write it without them; segments saved: 1").click()
    expect(page.locator("#field-Message")).to_have_value("x" * 70 + '"')
    expect(page.locator("#field-To")).to_have_value("85261234567")


def test_the_address_has_the_values_and_opens_the_same_form(page: Page, terminal: Terminal):
    page.goto(SEND)
    fill(page, To="85261234567", Message="a&b=c #1")
    page.wait_for_url("**To=85261234567*Message=*")
    page.goto(page.url)
    expect(page.locator("#field-To")).to_have_value("85261234567")
    expect(page.locator("#field-Message")).to_have_value("a&b=c #1")


def test_a_password_stands_in_its_field_and_nowhere_else(page: Page):
    page.goto("/console/explorer/Ram/2015-05-01/CreateLoginProfile")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    fill(page, Password="kE9-geheim-lantern", UserName="nobody-of-that-name")
    page.wait_for_url("**UserName=nobody*")
    expect(page.locator("#field-Password")).to_have_attribute("type", "password")
    assert "EntityNotExist" in call(page)
    page.get_by_text("The request as it was sent").click()
    page.get_by_role("link", name="Sample").click()
    expect(page.locator("#sample")).to_contain_text("<Password>")
    assert "geheim" not in page.content()
    assert "geheim" not in page.url
    page.locator("#history li").first.get_by_role("link", name="CreateLoginProfile").click()
    expect(page.locator("#field-UserName")).to_have_value("nobody-of-that-name")
    expect(page.locator("#field-Password")).to_have_value("")
    assert not [url for url in asked if "geheim" in url]


def test_the_sample_follows_the_form_and_marks_what_the_cloud_needs(page: Page, terminal: Terminal):
    page.goto(SEND)
    page.get_by_role("link", name="Sample").click()
    fill(page, To="85261234567", Message="it's")
    expect(page.locator("#sample")).to_contain_text("85261234567")
    expect(page.locator("#sample mark").first).to_contain_text(terminal.address)
    page.get_by_role("link", name="the cloud").click()
    expect(page.locator("#sample")).to_contain_text("aliyuncs.com")
    page.get_by_role("link", name="curl").click()
    expect(page.locator("#sample")).to_contain_text("openssl")
    expect(page.locator(".answer")).to_contain_text("Executed")
    expect(page.get_by_role("link", name="the cloud")).to_have_attribute("aria-current", "true")


def test_the_answer_is_still_there_behind_another_tab(page: Page):
    page.goto("/console/explorer/Sts/2015-04-01/GetCallerIdentity")
    call(page)
    page.get_by_role("link", name="Errors").click()
    expect(page.locator("#answered")).to_be_hidden()
    page.get_by_role("link", name="Response").click()
    expect(page.locator("#answered")).to_be_visible()


def test_a_project_is_downloaded(page: Page):
    page.goto(f"{SEND}?To=85261234567&Message=Hi&tab=sample")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download project").click()
    assert download.value.suggested_filename == "SendMessageToGlobe-python.zip"
    octets = download.value.path().read_bytes()
    names = zipfile.ZipFile(io.BytesIO(octets)).namelist()
    assert "SendMessageToGlobe-python/main.py" in names


def test_operations_are_found_by_their_words(page: Page):
    page.goto("/console/explorer")
    page.keyboard.press("/")
    page.keyboard.type("Tells who the")
    expect(page.locator("#operations a")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="GetCallerIdentity")).to_be_visible()


def test_a_call_is_made_by_keys_alone(page: Page):
    page.goto(QUERY)
    page.keyboard.press("c")
    expect(page.locator("#response")).to_contain_text("MissingMessageId")
    page.locator("#field-MessageId").focus()
    page.keyboard.type("77")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#response")).to_contain_text("DATA_NOT_EXIST")


def test_the_focus_stays_where_it_was(page: Page):
    page.goto(QUERY)
    page.locator("#send").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("MissingMessageId HTTP 400")
    expect(page.locator("#send")).to_be_focused()


def test_a_server_that_does_not_answer_is_told(page: Page):
    page.goto(QUERY)
    page.route("**/QueryMessage", lambda route: route.abort())
    page.locator("#send").click()
    expect(page.get_by_role("alert")).to_contain_text("The server did not answer")
    page.unroute("**/QueryMessage")
    page.locator("#send").click()
    expect(page.locator("#response")).to_contain_text("MissingMessageId")
    expect(page.get_by_role("alert")).to_be_hidden()


def test_the_request_is_shown_as_it_was_sent(page: Page):
    page.goto("/console/explorer/Sts/2015-04-01/GetCallerIdentity")
    call(page)
    page.get_by_text("The request as it was sent").click()
    shown = page.locator("#response details pre")
    expect(shown).to_contain_text("authorization: ACS3-HMAC-SHA256 Credential=STS.")
    assert barriers(page) == []


def test_the_last_calls_lead_back_to_their_forms(page: Page):
    page.goto(QUERY)
    fill(page, MessageId="123456")
    page.locator("#send").click()
    past = page.locator("#history li").first
    expect(past).to_contain_text("DATA_NOT_EXIST")
    page.goto("/console/explorer")
    page.locator("#history li").first.get_by_role("link", name="QueryMessage").click()
    expect(page.locator("#field-MessageId")).to_have_value("123456")


@pytest.mark.parametrize("result", ["undelivered", "refused"])
def test_a_result_is_forced_on_one_message_alone(page: Page, result: str):
    number = {"undelivered": "12025550177", "refused": "12025550178"}[result]
    page.goto(SEND)
    fill(page, To=number, Message="x" * 170)
    page.locator("#force").select_option(result)
    call(page)
    assert state(page) == {"undelivered": "failed", "refused": "rejected"}[result]
    page.goto(SEND)
    fill(page, To=number, Message="x" * 170)
    call(page)
    assert state(page) == "delivered", "the rule was for one message"


def test_a_call_that_makes_no_message_leaves_no_rule(page: Page):
    page.goto(SEND)
    fill(page, To="12025550179")
    page.locator("#force").select_option("expired")
    assert "MissingMessage" in call(page)
    page.goto("/console/explorer/Heliograph/2026-11-01/ListSimulatorRules")
    assert "12025550179" not in call(page)


def test_only_calls_that_make_a_message_can_be_forced(page: Page):
    page.goto(QUERY)
    expect(page.locator("#force")).to_have_count(0)
    page.goto("/console/explorer/Dysmsapi/2018-05-01/SendMessageWithTemplate")
    expect(page.locator("#force option")).to_have_count(1 + len(RESULTS))


def state(page: Page) -> str:
    """Where the message that the page's call made ends."""
    page.locator("#response").get_by_role("link", name=MESSAGE).click()
    final = page.locator("h1 .state.delivered, h1 .state.failed, h1 .state.rejected")
    for _ in range(100):
        if final.count():
            return final.inner_text()
        page.wait_for_timeout(100)
        page.reload()
    pytest.fail(page.locator("main").inner_text())


def test_hostile_values_are_only_shown(page: Page):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    bite = "</textarea></code><script>alert(1)</script><img src=x onerror=alert(2)>\"'"
    page.goto(f"{SEND}?To={quote(bite)}&Message={quote(bite)}&Type={quote(bite)}&tab=sample")
    expect(page.locator("#field-Message")).to_have_value(bite)
    expect(page.locator("#field-To")).to_have_value(bite)
    fill(page, Message=bite + "!")
    expect(page.locator("#sample")).to_contain_text("onerror=alert(2)")
    call(page)
    page.goto(f"/console/explorer?q={quote(bite)}")
    assert asked == []
    assert page.locator("img[src=x]").count() == 0


@pytest.mark.parametrize("path", ["Nope/1/Nope", "Dysmsapi/2018-05-01/Nope", "Dysmsapi/2018-05-01/QueryMessage/x"])
def test_what_there_is_not_is_a_page_too(page: Page, path: str):
    reply = page.goto(f"/console/explorer/{path}")
    assert reply is not None
    assert reply.status == 404


class TestOnAPhone:
    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return {"viewport": {"width": 360, "height": 740}, "has_touch": True}

    @pytest.mark.parametrize("path", PAGES)
    def test_nothing_sticks_out(self, page: Page, path: str):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360

    def test_the_list_leads_to_the_form_and_the_answer_is_shown(self, page: Page):
        page.goto("/console/explorer")
        page.get_by_role("link", name="QueryMessage").click()
        fill(page, MessageId="1")
        page.locator("#send").click()
        expect(page.locator("#response h2")).to_be_in_viewport()


class TestWithoutScripts:
    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return {"java_script_enabled": False}

    def test_find_fill_in_and_call(self, page: Page):
        page.goto("/console/explorer")
        page.get_by_label("Search operations").fill("fate of")
        page.get_by_label("Search operations").fill("QueryMessage")
        page.get_by_role("button", name="Find").click()
        page.get_by_role("link", name="QueryMessage").first.click()
        page.locator("#field-MessageId").fill("77")
        page.locator("#send").click()
        expect(page.locator("#response")).to_contain_text("DATA_NOT_EXIST")
        expect(page.locator("#field-MessageId")).to_have_value("77")
        page.get_by_role("link", name="Sample").click()
        expect(page.locator("#sample")).to_contain_text("message_id='77'")

    def test_the_sample_of_what_is_filled_in(self, page: Page):
        page.goto(f"{QUERY}?tab=sample")
        page.locator("#field-MessageId").fill("78")
        page.get_by_role("button", name="Show the sample of these values").click()
        expect(page.locator("#sample")).to_contain_text("message_id='78'")


class TestInChinese:
    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return {"locale": "zh-CN"}

    def test_the_page_is_chinese_and_the_api_says_its_own(self, page: Page):
        page.goto(f"{SEND}?To=85261234567&tab=sample")
        expect(page.locator("#send")).to_have_text("发起调用")
        expect(page.locator("#note-To")).to_contain_text("收件人位于")
        assert page.locator("#says-To span[lang=en]").count() == 1
        assert barriers(page) == []
