"""If this fails, the frame of every page fails somebody: by keyboard, on a phone, in Chinese, or in the dark."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from browsers import barriers_in_light_and_dark, strangers
from heliograph.console.frame import own_path, reader_of
from heliograph.http.request import Request
from terminal import Terminal

PAGES = (
    "/console",
    "/errors",
    "/errors/MOBILE_NUMBER_ILLEGAL",
    "/console/messages/1",
    "/console/carriers",
    "/console/faults",
    "/console/senders",
    "/console/limits",
    "/console/receipts",
    "/console/routes?to=85261234567",
)


def request(**headers: str) -> Request:
    return Request("GET", "/console?to=1", "/console", "to=1", {k: (v,) for k, v in headers.items()}, b"")


def test_a_reader_has_what_the_cookies_say_and_else_what_the_browser_prefers():
    reader = reader_of(
        request(cookie="heliograph-theme=dark; heliograph-language=en", **{"accept-language": "zh"}), None, bool
    )
    assert (reader.theme, reader.words.language, reader.address) == ("dark", "en", "/console?to=1")
    plain = reader_of(request(cookie='heliograph-theme="neon"', **{"accept-language": "zh"}), None, bool)
    assert (plain.theme, plain.words.language) == ("auto", "zh-CN")


@pytest.mark.parametrize(
    ("path", "led"),
    [
        ("/errors/OK", "/errors/OK"),
        ("//evil.example", "/console"),
        ("https://evil.example", "/console"),
        ("", "/console"),
        ("/a\r\nX: y", "/console"),
        ("/\\evil.example", "/console"),
    ],
)
def test_a_form_leads_to_a_page_of_ours(path: str, led: str):
    assert own_path(path) == led


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


def test_the_keys_work_without_a_mouse(page: Page):
    page.goto("/console")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("x")
    expect(page.get_by_role("heading", name="Codes")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="All codes")).to_be_visible()


def test_keys_are_letters_inside_a_field_and_can_be_switched_off(page: Page):
    page.goto("/console")
    page.keyboard.press("/")
    page.keyboard.type("gx")
    expect(page.locator("[data-search]")).to_have_value("gx")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.get_by_label("Keys are on").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("g")
    page.keyboard.press("x")
    expect(page.get_by_role("heading", name="Messages")).to_be_visible()


def test_the_first_stop_of_the_tab_key_skips_to_the_content(page: Page):
    page.goto("/errors")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_the_theme_and_the_language_are_remembered(page: Page):
    page.goto("/errors")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", name="错误码", exact=True)).to_be_visible()
    page.get_by_role("button", name="主题:自动").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.goto("/console")
    expect(page.get_by_role("heading", name="消息", exact=True)).to_be_visible()


class TestOnAPhone:
    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return {"viewport": {"width": 360, "height": 740}, "has_touch": True}

    @pytest.mark.parametrize("path", PAGES)
    def test_nothing_sticks_out(self, page: Page, path: str):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


class TestWithoutScripts:
    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return {"java_script_enabled": False}

    def test_pages_read_and_preferences_work(self, page: Page):
        page.goto("/console")
        page.get_by_role("link", name="Codes").click()
        expect(page.get_by_role("heading", name="Codes")).to_be_visible()
        page.get_by_role("button", name="中文").click()
        expect(page.get_by_role("heading", name="错误码", exact=True)).to_be_visible()


def test_who_signs_out_is_out(terminal: Terminal, browser: Browser, signed_in: dict[str, Any]):
    """Pages of other tests share the session, so this one looks at what the button would send, and at a stranger."""
    context = browser.new_context(storage_state=signed_in, locale="en-US")
    page = context.new_page()
    page.goto(f"http://{terminal.address}/console")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    context.clear_cookies()
    page.reload()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    context.close()
