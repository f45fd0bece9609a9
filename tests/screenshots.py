"""Makes the pictures of the README: a server with the simulated carrier, some messages of each fate, and a browser.

`make screenshots` writes them to docs/screenshots; look at each before it is committed.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from browsers import chromium
from terminal import Terminal, running

FOLDER = Path(__file__).parent.parent / "docs" / "screenshots"

#: Recipients with a fate of their own (docs/magic-numbers.md), and what they are sent.
MESSAGES = (
    ("12025550100", "Your code is 482913. It is good for five minutes."),
    ("61491570006", "Your parcel is with your neighbour."),
    ("12025550101", "Your table for two at eight is confirmed."),
    ("12025550100", "您的验证码是 482913,五分钟内有效。"),
    ("12025550103", "Your appointment is tomorrow at 9:30."),
    ("12025550100", "Réponse OK ✓ pour confirmer votre rendez-vous."),
    ("12025550113", "Your code is 113355. It is good for five minutes."),
    ("61491570156", "Sale! Everything must go."),
    ("12025550100", "Your code is 907211. It is good for five minutes."),
)

SIZE = {"width": 1200, "height": 760}


def heliograph(terminal: Terminal, *words: str) -> None:
    command = [sys.executable, "-m", "heliograph", *words, "--endpoint", terminal.address, "--data", str(terminal.data)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def send_all(terminal: Terminal) -> None:
    for _ in range(3):
        for to, text in MESSAGES:
            heliograph(terminal, "send", "--to", to, "--from", "Acme", text)


def shot(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as terminal, chromium() as browser:
        page = browser.new_context(viewport=SIZE, locale="en-US", base_url=f"http://{terminal.address}").new_page()
        page.goto(terminal.console_link)
        page.get_by_role("heading", name="Messages").wait_for()
        send_all(terminal)
        page.wait_for_timeout(2_000)  # The last receipts and the plots are drawn.
        shot(page, "messages")
        page.get_by_role("row").filter(has_text="✓").get_by_role("link").first.click()
        page.get_by_role("heading", name="Timeline").wait_for()
        shot(page, "message")
        page.goto("/console/explorer/Dysmsapi/2018-05-01/SendMessageToGlobe?To=12025550100&Message=Hello&tab=sample")
        page.wait_for_timeout(500)
        shot(page, "explorer")
        page.goto("/console/dashboard")
        page.wait_for_timeout(1_500)
        shot(page, "dashboard")


if __name__ == "__main__":
    main()
