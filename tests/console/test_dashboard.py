"""If this fails, an operator reads wrong figures, cannot reach the messages behind them, or looks at old ones."""

import csv
import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from browsers import barriers_in_light_and_dark, strangers
from heliograph.client import Client
from terminal import Terminal

#: Nobody else sends to Australia here.
AU = "/console/dashboard?country=AU"
DELIVERED, UNDELIVERED, SILENT = "61491570006", "61491570156", "61491570159"

PATHS = ("/console/dashboard", "/console/dashboard?range=1h", "/console/dashboard?range=7d&country=XX", AU)


@pytest.fixture(scope="session")
def client(terminal: Terminal) -> Iterator[Client]:
    key = terminal.line(r"AccessKey id\s+(\S+)"), terminal.line(r"AccessKey secret\s+(\S+)")
    with Client(f"http://{terminal.address}", *key) as client:
        yield client


def send(client: Client, to: str) -> None:
    answer = client.call("SendMessageToGlobe", "2018-05-01", {"To": to, "Message": "hello"})
    assert answer["ResponseCode"] == "OK"


@pytest.fixture(scope="session")
def sent(client: Client) -> None:
    """Three messages that are delivered, one that is not, and one whose receipt never comes."""
    for to in (DELIVERED, DELIVERED, DELIVERED, UNDELIVERED, SILENT):
        send(client, to)


@pytest.fixture
def dashboard(page: Page, sent: None) -> Page:
    page.goto(AU)
    return page


def row(page: Page, region: str, name: str) -> list[str]:
    cells = page.get_by_role("region", name=region).get_by_role("row", name=name).get_by_role("cell")
    return [text.strip() for text in cells.all_inner_texts()]


def test_what_becomes_of_messages_shows_by_itself(dashboard: Page):
    """Without a reload: the receipts come while the page is open."""
    expect(dashboard.get_by_text("75.00 %").first).to_be_visible()
    expect(dashboard.locator("#live")).to_be_visible()
    tile = dashboard.get_by_role("region", name="Messages: 5")
    expect(tile.locator("dd").nth(0)).to_have_text("3")
    expect(tile.locator("dd")).to_have_text(["3", "1", "0", "1", "0"])
    assert row(dashboard, "By country and carrier", "simulator")[:9] == [
        "AU", "simulator", "5", "3", "1", "0", "1", "0", "75.00 %",
    ]  # fmt: skip
    assert row(dashboard, "Error codes", "UNDELIV")[:2] == ["UNDELIV", "1"]


def test_an_open_page_takes_up_what_is_new(page: Page, client: Client):
    send(client, "12025550100")
    page.goto("/console/dashboard?country=US")
    dashboard, tile = page, page.locator("#tile-outcomes a")
    before = int(tile.inner_text())
    dashboard.get_by_text("These plots as a table").click()
    first = dashboard.locator("#plot-outcomes canvas").element_handle()
    with dashboard.expect_response(lambda reply: "/console/dashboard" in reply.url) as reply:
        send(client, "12025550100")
    assert "<html" not in reply.value.text()
    expect(tile).to_have_text(str(before + 1))
    expect(dashboard.get_by_role("region", name="By time")).to_be_visible()
    assert dashboard.evaluate("canvas => document.body.contains(canvas)", first), "a plot is drawn on, not anew"
    assert dashboard.locator("#plot-outcomes .uplot").count() == 1


def test_a_number_leads_to_its_messages(dashboard: Page):
    link = dashboard.get_by_role("region", name="By country and carrier").get_by_role("row", name="AU")
    address = link.get_by_role("link").nth(2).get_attribute("href")
    [search] = parse_qs(urlsplit(address).query)["q"]
    terms = search.split()
    assert terms[:3] == ["status:failed", "carrier:simulator", "country:AU"]
    assert terms[3].startswith("after:20")
    link.get_by_role("link").nth(2).click()
    expect(dashboard.locator("#rows tr")).to_have_count(1)
    expect(dashboard.locator("#rows")).to_contain_text("UNDELIV")
    dashboard.go_back()
    dashboard.get_by_role("region", name="Error codes").get_by_role("link", name="UNDELIV").click()
    expect(dashboard.get_by_role("heading", name="UNDELIV")).to_be_visible()


def test_the_range_and_what_it_is_narrowed_to_stay_together(dashboard: Page):
    dashboard.get_by_role("link", name="1 hour").click()
    expect(dashboard.get_by_role("textbox", name="Country")).to_have_value("AU")
    expect(dashboard.get_by_role("link", name="1 hour")).to_have_attribute("aria-current", "true")
    dashboard.get_by_role("textbox", name="Carrier").fill("nobody")
    dashboard.get_by_role("button", name="Show").click()
    expect(dashboard.get_by_text("No message was accepted in this range.")).to_be_visible()
    expect(dashboard.get_by_role("link", name="1 hour")).to_have_attribute("aria-current", "true")
    dashboard.get_by_role("link", name="all", exact=True).click()
    expect(dashboard.get_by_role("textbox", name="Country")).to_have_value("")


def test_the_plots_say_what_their_table_says(dashboard: Page):
    plot = dashboard.locator("#plot-outcomes")
    expect(plot).to_have_attribute("role", "img")
    dashboard.get_by_text("These plots as a table").click()
    last = dashboard.locator("#steps tbody tr").last.locator("td").nth(1)
    over = plot.locator(".u-over")
    box = over.bounding_box()
    assert box is not None
    newest = {"x": box["width"] - 8, "y": 20}
    over.hover(position=newest)
    shown = plot.locator(".u-series").filter(has_text="delivered").locator(".u-value")
    expect(shown).to_have_text(last.inner_text())
    over.click(position=newest)
    dashboard.wait_for_url("**/console?q=country*")


def test_keys_choose_the_page_and_the_range(page: Page):
    page.goto("/console")
    page.keyboard.press("g")
    page.keyboard.press("d")
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
    page.keyboard.press("4")
    expect(page.get_by_role("link", name="30 days")).to_have_attribute("aria-current", "true")


@pytest.mark.parametrize("path", PATHS)
def test_no_barrier_for_who_reads_otherwise(page: Page, sent: None, path: str):
    page.goto(path)
    for details in page.locator("main details").all():
        details.evaluate("details => { details.open = true; }")
    assert barriers_in_light_and_dark(page) == []


def test_nothing_is_loaded_from_elsewhere_and_nothing_is_refused(page: Page, terminal: Terminal, sent: None):
    asked, said = strangers(page, terminal.address), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(AU, wait_until="load")
    expect(page.locator("#plot-times canvas")).to_be_visible()
    assert (asked, said) == ([], [])


def test_what_cannot_be_told_is_said_and_the_page_stays(page: Page):
    page.goto("/console/dashboard?account=1")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("link", name="24 hours")).to_be_visible()
    page.goto("/console/dashboard?range=never")
    expect(page.get_by_role("link", name="24 hours")).to_have_attribute("aria-current", "true")


def test_a_file_has_the_figures_and_runs_nothing(dashboard: Page):
    with dashboard.expect_download() as download:
        dashboard.get_by_role("link", name="Download as CSV").first.click()
    assert download.value.suggested_filename == "heliograph-24h-routes.csv"
    [found] = list(csv.DictReader(io.StringIO(download.value.path().read_bytes().decode(), newline="")))
    assert (found["Country"], found["Carrier"], found["Delivered"]) == ("AU", "simulator", "3")
    reply = dashboard.request.get("/console/dashboard/steps.csv?range=1h&country=AU")
    assert len(list(csv.DictReader(io.StringIO(reply.text(), newline="")))) == 60
    assert dashboard.request.get("/console/dashboard/secrets.csv").status == 404


class TestOnAPhone:
    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return {"viewport": {"width": 360, "height": 740}, "has_touch": True}

    @pytest.mark.parametrize("path", PATHS)
    def test_nothing_sticks_out(self, page: Page, sent: None, path: str):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


class TestWithoutScripts:
    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return {"java_script_enabled": False}

    def test_everything_reads(self, dashboard: Page):
        expect(dashboard.locator("#tile-rate")).to_have_text("Delivery rate")
        expect(dashboard.get_by_role("region", name="By country and carrier")).to_contain_text("simulator")
        dashboard.get_by_text("These plots as a table").click()
        expect(dashboard.get_by_role("region", name="By time")).to_be_visible()
        expect(dashboard.locator("#plot-outcomes")).to_be_hidden()
        dashboard.get_by_role("link", name="7 days").click()
        expect(dashboard.get_by_role("link", name="7 days")).to_have_attribute("aria-current", "true")


class TestInChinese:
    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return {"locale": "zh-CN"}

    def test_it_reads_in_chinese(self, dashboard: Page):
        expect(dashboard.get_by_role("heading", name="仪表盘")).to_be_visible()
        expect(dashboard.get_by_role("heading", name="送达率")).to_be_visible()
