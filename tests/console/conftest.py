"""One server on a terminal and one browser for the tests of pages; each test gets a page of its own, signed in."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

from browsers import chromium
from terminal import Terminal, running


@pytest.fixture(scope="session")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    with running(tmp_path_factory.mktemp("console")) as terminal:
        yield terminal


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For a module: while it is open, no test of the module can run an event loop of its own."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def signed_in(terminal: Terminal) -> dict[str, Any]:
    """The cookies of whoever opened the link of the greeting first, as a browser keeps them."""
    token = terminal.console_link.partition("#token=")[2]
    body = urlencode({"token": token}).encode()
    with urlopen(f"http://{terminal.address}/console/session", body) as reply:
        name, _, value = reply.headers["Set-Cookie"].partition(";")[0].partition("=")
    cookie = {"name": name, "value": value, "domain": "127.0.0.1", "path": "/", "expires": -1}
    return {"cookies": [{**cookie, "httpOnly": True, "secure": False, "sameSite": "Strict"}], "origins": []}


@pytest.fixture
def context_options() -> dict[str, Any]:
    """What a test wants of its browser: override it for a phone, a language, a theme."""
    return {}


@pytest.fixture
def page(
    terminal: Terminal, browser: Browser, signed_in: dict[str, Any], context_options: dict[str, Any]
) -> Iterator[Page]:
    """A page of a signed-in person at the console; `page.goto("/console")` is relative to the server."""
    context = browser.new_context(
        **{
            "locale": "en-US",
            "storage_state": signed_in,
            "base_url": f"http://{terminal.address}",
            **context_options,
        }
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()
