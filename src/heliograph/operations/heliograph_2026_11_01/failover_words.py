"""Says in a sentence why a message went on to another carrier."""

from collections.abc import Mapping

from heliograph.sms.events import Why

_SAYS = {
    Why.REFUSED: "{left} refused it with {code}, so it went on to {lane}.",
    Why.RECEIPT: "The receipt of {left} said {code}, so it went on to {lane}.",
    Why.NO_RECEIPT: "No receipt came from {left} in time, so it went on to {lane}.",
    Why.DOWN: "{left} had no link, so it went on to {lane}.",
    Why.THROTTLED: "{left} took nothing and answered everything with throttling, so it went on to {lane}.",
    Why.DISABLED: "{left} was disabled, so it went on to {lane}.",
    Why.GONE: "{left} is no longer configured, so it went on to {lane}.",
    Why.TAKEN: "{lane} has it after all, so it went back there before {left} was given any of it.",
}


def failover_in_words(entry: Mapping[str, object]) -> str:
    """The sentence for a timeline line `failed_over`."""
    named = {name: entry.get(name, "an error") for name in ("left", "lane", "code")}
    says = _SAYS[Why(str(entry["why"]))].format_map(named)
    again = entry.get("again")
    if not again:
        return says
    parts = "One part" if again == 1 else f"{again} parts"
    return f"{says} {parts} of it may have reached the recipient before."
