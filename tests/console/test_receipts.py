"""If this fails, a customer at the console cannot see that nobody takes receipts, or loses those that waited."""

import json
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browsers import barriers
from terminal import Terminal, running


class Shop(ThreadingHTTPServer):
    """A subscriber that confirms, or answers 500 while it is `down`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Desk)
        self.down = False
        self.got: list[list[dict[str, str]]] = []


class Desk(BaseHTTPRequestHandler):
    server: Shop

    def do_POST(self) -> None:
        self.server.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(500 if self.server.down else 200)
        self.end_headers()
        self.wfile.write(b'{"code":0}')

    def log_message(self, *args: object) -> None:
        """Nothing: a test's output is for what fails."""


@pytest.fixture
def shop() -> Iterator[Shop]:
    with Shop() as shop:
        threading.Thread(target=shop.serve_forever, daemon=True).start()
        yield shop
        shop.shutdown()


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """A server that may push to this machine."""
    folder: Path = tmp_path_factory.mktemp("receipts")
    (folder / "heliograph.toml").write_text('[push]\nallow = "127.0.0.0/8"\n[limits]\nenforced = false\n')
    with running(folder, "--config", str(folder / "heliograph.toml")) as terminal:
        yield terminal


@pytest.fixture(scope="module")
def visitor(told: Terminal, browser: Browser) -> Iterator[Page]:
    page = browser.new_page(locale="en-US")
    page.set_default_timeout(20_000)
    page.goto(told.console_link)
    expect(page.get_by_role("link", name="Receipts", exact=True)).to_be_visible()
    yield page
    page.close()


@pytest.fixture
def made(visitor: Page, shop: Shop) -> Iterator[Page]:
    """The page of a subscription of the shop, which gives up after one repeat; deleted in the end."""
    visitor.get_by_role("link", name="Receipts", exact=True).click()
    visitor.get_by_label("URL, for a push").fill(f"http://127.0.0.1:{shop.server_address[1]}/receipts")
    visitor.get_by_label("When a push is repeated").fill("1")
    visitor.get_by_role("button", name="Create").click()
    expect(visitor.get_by_text("Pushes are signed with this secret.")).to_be_visible()
    assert barriers(visitor) == []
    visitor.locator("h1 a").click()
    at = visitor.url
    yield visitor
    visitor.goto(at)
    visitor.get_by_role("link", name="Delete…").click()
    expect(visitor.get_by_text("It is told nothing more.")).to_be_visible()
    visitor.get_by_role("button", name="Delete").click()
    expect(visitor.get_by_text("Nobody is told yet")).to_be_visible()


def send(terminal: Terminal) -> None:
    line = f"send --to 12025550100 --endpoint {terminal.address} --data {shlex.quote(str(terminal.data))} hello"
    subprocess.run([sys.executable, "-m", "heliograph", *shlex.split(line)], check=True, timeout=60)


def figure(page: Page, name: str) -> Locator:
    return page.locator(f"dt:text-is('{name}') + dd")


def reloaded(page: Page, shown: Locator, text: str) -> None:
    """Look again until the page says so: its log is drawn when it is asked for."""
    for _ in range(100):
        if text in shown.text_content(timeout=5_000):
            return
        page.wait_for_timeout(100)
        page.reload()
    expect(shown).to_contain_text(text)


def test_a_sample_shows_exactly_what_was_posted(made: Page, shop: Shop):
    made.get_by_role("button", name="Push a sample").click()
    expect(made.get_by_role("status")).to_contain_text("Confirmed in")
    assert json.loads(made.get_by_role("status").locator("pre").text_content() or "") == shop.got[-1]
    assert barriers(made) == []
    shop.down = True
    made.get_by_role("button", name="Push a sample").click()
    expect(made.get_by_role("status")).to_contain_text("HTTP 500, not 200")


def test_what_is_given_up_is_listed_and_told_again(made: Page, shop: Shop, told: Terminal):
    shop.down = True
    send(told)
    reloaded(made, figure(made, "Dead letters"), "1")
    expect(made.get_by_role("region", name="Last pushes").get_by_role("row").nth(1)).to_contain_text("HTTP 500")
    assert barriers(made) == []
    shop.down, before = False, len(shop.got)
    made.get_by_role("link", name="Tell dead letters again…").click()
    expect(made.get_by_text("1 of 1 dead letters are told again")).to_be_visible()
    made.get_by_role("button", name="Tell again").click()
    reloaded(made, made.get_by_role("heading", level=1), "confirmed")
    expect(figure(made, "Dead letters")).to_have_text("0")
    assert len(shop.got) > before


def test_while_it_is_paused_receipts_wait(made: Page, shop: Shop, told: Terminal):
    made.get_by_role("button", name="Pause").click()
    expect(made.get_by_role("heading", level=1)).to_contain_text("paused")
    send(told)
    reloaded(made, figure(made, "Waiting"), "1")
    assert shop.got == []
    made.get_by_role("button", name="Resume").click()
    reloaded(made, figure(made, "Waiting"), "0")
    assert shop.got


def test_what_is_wrong_with_a_subscription_is_said_and_nothing_typed_is_lost(visitor: Page):
    visitor.get_by_role("link", name="Receipts", exact=True).click()
    visitor.get_by_label("URL, for a push").fill("http://169.254.169.254/latest")
    visitor.get_by_role("button", name="Create").click()
    expect(visitor.get_by_role("alert")).to_contain_text("Url")
    expect(visitor.get_by_label("URL, for a push")).to_have_value("http://169.254.169.254/latest")


def test_the_page_is_a_key_away(page: Page):
    page.goto("/console")
    page.keyboard.press("g")
    page.keyboard.press("p")
    expect(page.get_by_text("Nobody is told yet")).to_be_visible()
    reply = page.goto("/console/receipts/none")
    assert reply is not None
    assert reply.status == 404
