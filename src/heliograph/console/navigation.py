"""The pages that every page leads to, in the order of the rail."""

from dataclasses import dataclass

from heliograph.console.words import term


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the rail."""

    path: str
    title: str
    """English; translated where it is shown."""
    key: str
    """Pressed after `g`, it opens the page."""
    action: str = ""
    """Shown only to whom the policies allow this action, `heliograph:ListMessages`; empty for everybody."""


ENTRIES = (
    Entry("/console", term("Messages"), "m", "heliograph:ListMessages"),
    Entry("/console/explorer", term("Explorer"), "e"),
    Entry("/console/dashboard", term("Dashboard"), "d", "heliograph:GetStatistics"),
    Entry("/console/carriers", term("Carriers"), "c", "heliograph:ListCarriers"),
    Entry("/console/routes", term("Routes"), "r", "heliograph:ListRoutes"),
    Entry("/console/receipts", term("Receipts"), "p", "heliograph:ListSubscriptions"),
    Entry("/console/limits", term("Limits"), "l", "heliograph:GetAccountLimits"),
    Entry("/console/senders", term("Senders"), "s", "heliograph:ListTemplates"),
    Entry("/console/faults", term("Faults"), "f", "heliograph:ListSimulatorRules"),
    Entry("/console/identity", term("Identity"), "i", "ram:ListUsers"),
    Entry("/docs", term("Documentation"), "h"),
    Entry("/errors", term("Codes"), "x"),
)


def current(path: str) -> str:
    """The path of the entry that a page belongs to; empty for a page of none."""
    if path == "/console" or path.startswith(("/console/messages", "/console/calls")):
        return "/console"
    return next((e.path for e in ENTRIES if e.path != "/console" and path.startswith(e.path)), "")
