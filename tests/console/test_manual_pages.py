"""If this fails, the documentation that a server shows is not there, or leads out of it."""

from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from browsers import barriers, strangers
from heliograph.explorer.products import products
from terminal import Terminal


def test_every_operation_has_its_page(page: Page):
    page.goto("/docs/reference")
    shown = {link.get_attribute("href") for link in page.locator("main [data-row]").all()}
    wanted = {f"/docs/reference/{p}/{v}/{o.name}" for (p, v), described in products().items() for o in described}
    assert shown == wanted
    page.get_by_role("link", name="SendMessageToGlobe", exact=True).click()
    expect(page.get_by_role("row", name="To string yes")).to_be_visible()
    expect(page.get_by_role("cell", name="MOBILE_NUMBER_ILLEGAL")).to_be_visible()


def test_nothing_that_the_index_leads_to_is_missing(page: Page, terminal: Terminal):
    asked = strangers(page, terminal.address)
    page.goto("/docs")
    links = {link.get_attribute("href") for link in page.locator("article a[href]").all()}
    assert len(links) > 20
    for link in sorted(links):
        reply = page.request.get(urljoin(page.url, link))
        assert reply.status == 200, link
    assert asked == []


@pytest.mark.parametrize(
    "path",
    [
        "/docs",
        "/docs/carriers",
        "/docs/changelog",
        "/docs/reference",
        "/docs?q=receipt",
        "/docs/reference/Dysmsapi/2018-05-01/SendMessageToGlobe",
    ],
)
def test_pages_have_no_barriers(page: Page, path: str):
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert barriers(page) == []


def test_the_search_finds_pages_and_operations(page: Page):
    page.goto("/docs")
    page.keyboard.press("/")
    page.keyboard.type("QueryMessage")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="QueryMessage", exact=True)).to_be_visible()
    page.goto("/docs?q=<script>alert(1)</script>")
    expect(page.get_by_text("Nothing in the documentation")).to_be_visible()


def test_an_address_that_is_no_page_says_so(page: Page):
    for path in ("/docs/nothing", "/docs/../../etc/passwd", "/docs/reference/Dysmsapi/2018-05-01/Nothing"):
        assert page.request.get(path).status == 404


def test_programs_find_their_documents_where_they_were(page: Page):
    assert page.request.get("/docs/api/Dysmsapi/2018-05-01/openapi.json").json()["openapi"].startswith("3.1")
