"""The words that pages take from the domain and show in the reader's language: states, codes, searches."""

from heliograph.console.frame import THEMES
from heliograph.sms.codes import KINDS
from heliograph.sms.message import State
from heliograph.sms.search.fields import FIELDS
from heliograph.sms.search.standing import IS, Family
from heliograph.sms.timeline import EVENTS

#: Each as a page looks it up, in English.
TERMS = frozenset(
    {
        *THEMES,
        *KINDS.values(),
        *(state.value.replace("_", " ") for state in State),
        *(event.replace("_", " ") for event in EVENTS),
        *(family.name.lower() for family in Family),
        *(text for field in FIELDS.values() for text in (field.says, field.allowed) if text),
        *IS.values(),
    }
)
