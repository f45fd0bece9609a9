"""If these fail, somebody does not find a message in the console, or loses the line they were reading."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from browsers import barriers
from heliograph.client import Client
from terminal import Terminal, running

HOSTILE = "<img src=x onerror=alert(1)> \u202eback \u2066wards " + "x" * 1_300


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """A server of its own, whose first message is sent here."""
    with running(tmp_path_factory.mktemp("messages")) as terminal:
        yield terminal


@pytest.fixture(scope="module")
def state(terminal: Terminal, browser: Browser) -> Any:
    """The cookies of whoever opened the link."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(terminal.console_link)
    expect(page.get_by_role("heading", name="Messages")).to_be_visible()
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture
def page(terminal: Terminal, browser: Browser, state: Any, context_options: dict[str, Any]) -> Iterator[Page]:
    options = {"locale": "en-US", "storage_state": state, "base_url": f"http://{terminal.address}", **context_options}
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(20_000)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    yield page
    assert dialogs == [], "a text has run as a script"
    context.close()


@pytest.fixture(scope="module")
def client(terminal: Terminal) -> Iterator[Client]:
    key = terminal.line(r"AccessKey id\s+(\S+)"), terminal.line(r"AccessKey secret\s+(\S+)")
    with Client(f"http://{terminal.address}", *key) as client:
        yield client


def send(client: Client, text: str, to: str = "12025550100") -> str:
    answer = client.call("SendMessageToGlobe", "2018-05-01", {"To": to, "Message": text})
    return str(answer["MessageId"])


def row(page: Page, message_id: str):  # type: ignore[no-untyped-def]
    return page.locator(f"#m{message_id}")


# The first test finds the server empty; the others add to what is there.


def test_an_empty_list_tells_how_to_begin_and_begins_for_you(page: Page, terminal: Terminal):
    page.goto("/console")
    expect(page.get_by_role("heading", name="Nothing was sent yet")).to_be_visible()
    expect(page.locator("pre")).to_contain_text(f"export HELIOGRAPH_ENDPOINT={terminal.address}")
    assert barriers(page) == []
    page.get_by_role("button", name="Send one for me").click()
    first = page.locator("#rows tr")
    expect(first).to_have_count(1)
    expect(first).to_contain_text("Hello from Heliograph")
    expect(first.locator(".state")).to_have_text("delivered")
    expect(page.get_by_role("heading", name="Nothing was sent yet")).to_be_hidden()


def test_a_search_stands_in_the_address_and_narrows_the_list(page: Page, client: Client):
    wanted = send(client, "Your code is 482913", "12025550101")
    other = send(client, "Nothing of the kind")
    page.goto("/console")
    expect(row(page, wanted).locator(".state")).to_have_text("failed")
    page.keyboard.press("/")
    page.keyboard.type('status:failed "your code"')
    page.keyboard.press("Enter")
    page.wait_for_url("**/console?q=status%3Afailed+%22your+code%22")
    expect(row(page, wanted)).to_be_visible()
    expect(row(page, other)).to_have_count(0)
    assert barriers(page) == []
    page.get_by_role("link", name="Search without status:failed").click()
    page.wait_for_url("**/console?q=%22your+code%22")


def test_a_search_that_finds_nothing_says_which_term_to_drop(page: Page):
    page.goto("/console?q=hello+to:999")
    expect(page.get_by_text("No message is meant by this search.")).to_be_visible()
    expect(page.get_by_role("link", name="Without hello there are some")).to_have_count(0)
    page.get_by_role("link", name="Without to:999 there are some").click()
    expect(page.locator("#rows tr").first).to_contain_text("Hello")


def test_a_search_that_cannot_be_read_names_the_term_and_what_is_allowed(page: Page):
    page.goto("/console?q=hello+status:delivred")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("status:delivred")
    expect(alert).to_contain_text("delivered was perhaps meant")
    expect(page.locator("#q")).to_have_value("hello status:delivred")


def test_what_is_typed_is_completed_field_by_field(page: Page):
    page.goto("/console")
    page.locator("#q").press_sequentially("hello -stat")
    options = page.locator("#suggestions option")
    expect(options).to_have_count(1)
    assert options.get_attribute("value") == "hello -status:"
    page.locator("#q").press_sequentially("us:failed,exp")
    expect(options).to_have_count(1)
    assert options.get_attribute("value") == "hello -status:failed,expired"


def test_new_messages_come_on_top_of_a_search_and_change_there(page: Page, client: Client):
    page.goto("/console?q=live-one")
    expect(page.locator("#live")).to_be_visible()
    wanted = send(client, "this is live-one", "12025550102")
    send(client, "this is another")
    expect(row(page, wanted)).to_be_visible()
    expect(row(page, wanted).locator(".state")).to_have_text("expired")
    expect(page.locator("#rows tr")).to_have_count(1)


def test_rows_do_not_move_while_somebody_reads(page: Page, client: Client):
    first = send(client, "read this")
    page.goto("/console")
    expect(page.locator("#live")).to_be_visible()
    page.keyboard.press("j")
    expect(row(page, first).get_by_role("link")).to_be_focused()
    later = [send(client, f"later {n}") for n in range(3)]
    pill = page.get_by_role("button", name="3 new")
    expect(pill).to_be_visible()
    assert row(page, first).evaluate("row => row.previousElementSibling") is None
    expect(row(page, later[0])).to_have_count(0)
    pill.click()
    expect(row(page, later[2])).to_be_visible()
    expect(pill).to_be_hidden()
    top = page.locator("#rows tr").first
    expect(top).to_have_id(f"m{later[2]}")


def test_the_list_can_be_paused(page: Page, client: Client):
    page.goto("/console")
    expect(page.locator("#live")).to_be_visible()
    page.keyboard.press(".")
    expect(page.locator("#pause")).to_have_attribute("aria-pressed", "true")
    sent = send(client, "while it is paused")
    expect(page.get_by_role("button", name="1 new")).to_be_visible()
    page.keyboard.press(".")
    expect(row(page, sent)).to_be_visible()


def test_older_pages_follow_one_another_and_tell_what_came_meanwhile(page: Page, client: Client):
    for n in range(60):
        send(client, f"page {n}")
    page.goto("/console?q=page")
    expect(page.locator("#rows tr")).to_have_count(50)
    page.get_by_role("link", name="Older messages").click()
    expect(page.locator("#rows tr")).to_have_count(10)
    expect(page.locator("#rows tr").last).to_contain_text("page 0")
    with page.expect_response(re.compile("/console/events")):
        page.reload()
    expect(page.get_by_role("button", name="new")).to_be_hidden()
    newest = page.get_by_role("link", name="Newest messages")
    expect(newest).to_be_visible()
    newest.click()
    expect(page.locator("#rows tr")).to_have_count(50)


def test_the_strip_counts_what_the_search_means_and_a_drag_chooses_a_time(page: Page):
    page.goto("/console?q=status:delivered")
    svg = page.locator("svg.bars")
    expect(svg).to_be_visible()
    box = svg.bounding_box()
    assert box is not None
    page.locator("#strip summary").click()
    table = page.locator("#strip table")
    expect(table).to_be_visible()
    assert sum(int(n) for n in table.locator("td:nth-child(2)").all_inner_texts()) >= 60
    assert barriers(page) == []
    page.mouse.move(box["x"] + box["width"] - 3, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 200, box["y"] + 10, steps=4)
    page.mouse.up()
    page.wait_for_url("**/console?q=status%3Adelivered+after%3A*+before%3A*")
    expect(page.locator("#rows tr").first).to_be_visible()
    expect(page.locator("#live")).to_have_count(0)
    page.locator("svg.bars a").last.click(force=True)
    page.wait_for_url(re.compile(r"q=status%3Adelivered\+after%3A\d{4}"))
    expect(page.locator("#rows tr").first).to_be_visible()


def test_a_hostile_text_only_shows(page: Page, client: Client):
    sent = send(client, HOSTILE)
    page.goto("/console?q=onerror")
    expect(row(page, sent)).to_contain_text("<img src=x onerror=alert(1)>")
    assert row(page, sent).locator("img").count() == 0
    box = row(page, sent).bounding_box()
    assert box is not None
    assert box["height"] < 120
    page.goto("/console?q=%22%3Cimg+src%3Dx%22")
    expect(row(page, sent)).to_be_visible()
    assert page.locator("main img").count() == 0


class TestWithoutScripts:
    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return {"java_script_enabled": False}

    def test_the_list_is_searched_and_paged_and_counted(self, page: Page):
        page.goto("/console")
        page.get_by_label("Search messages").fill("page")
        page.get_by_role("button", name="Find").click()
        expect(page.locator("#rows tr")).to_have_count(50)
        page.get_by_role("link", name="Older messages").click()
        expect(page.locator("#rows tr")).to_have_count(10)
        page.get_by_role("link", name="Newest messages").click()
        page.get_by_role("link", name="Messages over time").click()
        expect(page.get_by_role("heading", name="Messages over time")).to_be_visible()
        expect(page.locator("svg.bars")).to_be_visible()
        page.get_by_role("link", name="The messages").click()
        page.wait_for_url("**/console?q=page")


class TestOnAPhoneInChinese:
    @pytest.fixture
    def context_options(self) -> dict[str, Any]:
        return {"viewport": {"width": 360, "height": 740}, "locale": "zh-CN", "is_mobile": True, "has_touch": True}

    @pytest.mark.parametrize("query", ["", "page", "status:delivred", "nothing-of-the-kind"])
    def test_nothing_sticks_out_and_the_help_is_read(self, page: Page, query: str):
        page.goto(f"/console?q={query}")
        page.get_by_text("可用的搜索条件").click()
        expect(page.locator("#query-help tbody").get_by_text("收件号码", exact=True)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert barriers(page) == []
