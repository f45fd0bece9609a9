"""The words that pages take from the domain and show in the reader's language: states, events, kinds of codes."""

from heliograph.console.frame import THEMES
from heliograph.sms.codes import KINDS
from heliograph.sms.message import State
from heliograph.sms.timeline import EVENTS

#: Each as a page looks it up, in English.
TERMS = frozenset(
    {
        *THEMES,
        *KINDS.values(),
        *(state.value.replace("_", " ") for state in State),
        *(event.replace("_", " ") for event in EVENTS),
    }
)
