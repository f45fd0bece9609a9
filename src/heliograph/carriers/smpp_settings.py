"""Everything that can be set about a carrier reached over SMPP, with what holds when it is not."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from heliograph.carriers.port import BindKind
from heliograph.carriers.submit_form import SubmitForm
from heliograph.sms.command_status import StatusClass
from heliograph.sms.message_state import MessageState
from heliograph.sms.receipt import IdForm


@dataclass(frozen=True, slots=True, kw_only=True)
class SmppSettings:
    """One carrier and how to bind to it. The credentials show in no text of it."""

    name: str
    """What the carrier is called in routes, lists and metrics."""
    host: str
    port: int
    system_id: str = field(repr=False)
    password: str = field(repr=False)
    system_type: str = ""
    binds: tuple[BindKind, ...] = (BindKind.TRANSCEIVER,)
    """The sessions to keep up, at least one; each is kept up by itself."""
    window: int = 10
    """submit_sm that may be unanswered at once on each of them; most carriers take 10."""
    response_timeout_seconds: float = 10.0
    """After it a hand-over is lost: it may be there."""
    enquire_link_seconds: float = 30.0
    """Of silence before the link is probed; it is given up after half as much again."""
    inactivity_seconds: float = 0.0
    """Without a message either way before the session is unbound and bound anew; 0 for never."""
    connect_timeout_seconds: float = 10.0
    bind_timeout_seconds: float = 10.0
    """From the connection to the carrier's answer to the bind (session_init of SMPP 3.4 §7.2)."""
    reconnect_first_seconds: float = 1.0
    """Pause after a link that fell; doubled each time, back to this after a link that stood for a minute."""
    reconnect_longest_seconds: float = 60.0
    refused_first_seconds: float = 60.0
    """Pause after a bind that was refused for good: carriers lock accounts that go on trying."""
    refused_longest_seconds: float = 600.0
    id_form: IdForm = IdForm.EXACT
    """What makes the id in a receipt the one of submit_sm_resp."""
    status_classes: Mapping[int, StatusClass] = field(default_factory=dict)
    """What the carrier means by a command_status where it is not what others mean."""
    trace_octets: int = 1_048_576
    """Of the latest PDUs so many octets are kept in memory for people to look at; 0 for none."""
    form: SubmitForm = field(default_factory=SubmitForm)
    """How its submit_sm look."""
    receipts_by_text: bool = False
    """Whether a deliver_sm whose text reads like a receipt is one though its esm_class does not say so."""
    receipt_words: Mapping[str, MessageState] = field(default_factory=dict)
    """What the carrier means by words of its own after `stat:`, upper case."""
    receipt_offset_minutes: int | None = None
    """The clock that dates in receipts are of, east of UTC; None where it is not known."""
