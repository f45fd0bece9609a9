"""A real browser to click in, and what it says of a page: what it loads from elsewhere, what a screen reader misses."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium")
#: No sandbox, since the tests may run as root; nothing that looks for another host.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

#: Generous, because two cores may be busy with other tests; reached only when something is wrong.
expect.set_options(timeout=20_000)

#: What a page of ours must not have. The lesser ones are advice.
GRAVE = ("serious", "critical")

#: The rules of axe that a theme can break.
RULES_OF_COLOUR = ("color-contrast", "link-in-text-block")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def barriers(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds grave on the page, a line each: rule and element; by all its usual rules, or by these."""
    options: dict[str, object] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found if one["impact"] in GRAVE for node in one["nodes"]]


def barriers_in_light_and_dark(page: Page) -> list[str]:
    """What axe finds grave on the page, then of its colours in the dark: the themes differ in nothing else."""
    page.emulate_media(color_scheme="light")
    found = barriers(page)
    page.emulate_media(color_scheme="dark")
    return found + barriers(page, RULES_OF_COLOUR)


def strangers(page: Page, address: str) -> list[str]:
    """Watch a page from now on: the list fills with what it asks of any other server than `address`, host and port."""
    asked: list[str] = []
    page.on(
        "request",
        lambda request: (
            asked.append(request.url) if not request.url.startswith((f"http://{address}/", "data:", "blob:")) else None
        ),
    )
    return asked
