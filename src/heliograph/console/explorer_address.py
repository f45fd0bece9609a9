"""The addresses of the explorer: an operation, the values of its form without secrets, and what of it is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from heliograph.explorer.form import without_secrets
from heliograph.explorer.samples.languages import LANGUAGES
from heliograph.operations.description import Operation

BASE = "/console/explorer"

TABS = ("response", "sample", "docs", "errors")

#: Whom a sample sends to.
HERE, CLOUD = "here", "cloud"

#: An address above this is cut by proxies and chats on its way to somebody else: its values are left out.
QUERY_LENGTH_MAX = 16_000


@dataclass(frozen=True, slots=True)
class View:
    """What of an operation is looked at."""

    tab: str = TABS[0]
    language: str = next(iter(LANGUAGES))
    target: str = HERE


def view_of(said: Mapping[str, str]) -> View:
    """The view that a query or a form says; of what is none, the first there is."""
    plain = View()
    tab, language, target = said.get("tab", ""), said.get("language", ""), said.get("target", "")
    return View(
        tab if tab in TABS else plain.tab,
        language if language in LANGUAGES else plain.language,
        target if target in (HERE, CLOUD) else plain.target,
    )


def path_of(operation: Operation) -> str:
    """Where an operation's form is."""
    return f"{BASE}/{operation.product}/{operation.version}/{operation.name}"


def address_of(operation: Operation, values: Mapping[str, str], view: View | None = None, below: str = "") -> str:
    """The address of a filled-in form, or of something `below` it. What is as by default does not stand in it."""
    view, plain = view or View(), View()
    said = {name: text for name, text in without_secrets(operation, values).items() if text}
    if len(urlencode(said)) > QUERY_LENGTH_MAX:
        said = {}
    for name in ("tab", "language", "target"):
        if getattr(view, name) != getattr(plain, name):
            said[name] = getattr(view, name)
    query = urlencode(said)
    return path_of(operation) + below + (f"?{query}" if query else "")
