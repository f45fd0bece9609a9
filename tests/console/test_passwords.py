"""If this fails, somebody is let in who should not be, stays without a password, or learns who is a user."""

import re
import subprocess
import sys
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from browsers import barriers
from terminal import Terminal

PASSWORD = "kE9-mossy-lantern"
READING = (
    '{"Version":"1","Statement":[{"Effect":"Allow","Action":["heliograph:ListMessages","heliograph:GetMessage",'
    '"heliograph:CountMessages"],"Resource":"*"}]}'
)


def heliograph(terminal: Terminal, *words: str, given: str = "") -> str:
    """The command line as the root of the server."""
    command = [sys.executable, "-m", "heliograph", *words, "--endpoint", terminal.address, "--data", str(terminal.data)]
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def make_user(terminal: Terminal, name: str, *options: str, policy: str = "") -> None:
    heliograph(terminal, "users", "create", name)
    heliograph(terminal, "users", "password", name, *options, given=PASSWORD + "\n")
    if policy:
        heliograph(terminal, "policies", "create", f"of-{name}", "-", given=policy)
        heliograph(terminal, "users", "attach", name, f"of-{name}")


@pytest.fixture
def stranger(terminal: Terminal, browser: Browser) -> Any:
    """A page of somebody who is not signed in."""
    context = browser.new_context(base_url=f"http://{terminal.address}", locale="en-US")
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("User").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_a_user_sees_and_may_do_only_what_the_policies_allow(terminal: Terminal, stranger: Page):
    make_user(terminal, "reader", policy=READING)
    stranger.goto("/console")
    assert barriers(stranger) == []
    sign_in(stranger, "reader")
    expect(stranger.get_by_role("heading", name="Messages")).to_be_visible()
    rail = stranger.get_by_role("navigation", name="Pages")
    expect(rail.get_by_role("link", name="Messages")).to_be_visible()
    expect(rail.get_by_role("link", name="Carriers")).to_have_count(0)
    stranger.goto("/console/carriers")
    expect(stranger.get_by_role("heading", name="Your policies do not allow this")).to_be_visible()
    expect(stranger.get_by_role("alert")).to_contain_text("NoPermission")
    stranger.get_by_role("button", name="Sign out").click()
    expect(stranger.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_wrong_password_and_a_user_that_there_is_not_read_alike(terminal: Terminal, stranger: Page):
    make_user(terminal, "guessed")
    said = []
    for name in ("guessed", "nobody", "guessed@9", "@", ""):
        stranger.goto("/console")
        stranger.locator("#name").evaluate("field => field.removeAttribute('required')")
        sign_in(stranger, name, "not-the-password")
        said.append(stranger.get_by_role("alert").filter(visible=True).inner_text())
    assert len(set(said[:4])) == 1, said


def test_another_password_must_be_chosen_first_and_ends_the_old_one(terminal: Terminal, stranger: Page):
    make_user(terminal, "novice", "--must-change", policy=READING)
    stranger.goto("/console/messages/1")
    sign_in(stranger, "novice")
    expect(stranger.get_by_role("heading", name="Change the password")).to_be_visible()
    assert barriers(stranger) == []
    stranger.goto("/console")
    expect(stranger.get_by_role("heading", name="Change the password")).to_be_visible()
    stranger.get_by_label("The password until now").fill(PASSWORD)
    stranger.get_by_label("The new password, 8 to 128").fill("vT4-quiet-harbour")
    stranger.get_by_label("The new password again").fill("something else")
    stranger.get_by_role("button", name="Change the password").click()
    expect(stranger.get_by_role("alert")).to_contain_text("not the same")
    stranger.get_by_label("The password until now").fill(PASSWORD)
    stranger.get_by_label("The new password, 8 to 128").fill("vT4-quiet-harbour")
    stranger.get_by_label("The new password again").fill("vT4-quiet-harbour")
    stranger.get_by_role("button", name="Change the password").click()
    expect(stranger.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(stranger, "novice", "vT4-quiet-harbour")
    expect(stranger.get_by_role("heading", name="Messages")).to_be_visible()


def test_a_session_ends_with_its_password(terminal: Terminal, stranger: Page):
    make_user(terminal, "leaver", policy=READING)
    stranger.goto("/console")
    sign_in(stranger, "leaver")
    expect(stranger.get_by_role("heading", name="Messages")).to_be_visible()
    heliograph(terminal, "users", "no-password", "leaver")
    stranger.goto("/console")
    expect(stranger.get_by_role("heading", name="Sign in")).to_be_visible()


def test_nothing_of_a_password_is_in_the_log_or_the_store(terminal: Terminal):
    log = (terminal.data.parent / "log").read_text()
    assert PASSWORD not in log
    assert not any(PASSWORD.encode() in file.read_bytes() for file in terminal.data.iterdir() if file.is_file())


def test_guessing_is_slowed_down(terminal: Terminal, stranger: Page):
    """Last: the tests of this file come from the same address."""
    make_user(terminal, "target")
    statuses = []
    for _ in range(12):
        reply = stranger.request.post("/console/sign-in", form={"name": "target", "password": "guess"})
        statuses.append(reply.status)
    assert 429 in statuses
    assert re.search(r"Too many tries have failed", reply.text())
