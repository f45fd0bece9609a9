"""Everything that can be set about a simulated carrier network, with what holds when it is not."""

from dataclasses import dataclass
from pathlib import Path

from heliograph.rules import Rule
from heliograph.simulator.message_ids import IdForm
from heliograph.sms.alphabet import Alphabet

#: Receipts that may wait, due or not, for all ESMEs together. At a few hundred octets each they fill a hundred MB or
#: so; a submit_sm that would ask for one more is answered ESME_RMSGQFUL, as a carrier's full queue answers.
RECEIPTS_WAITING_MAX = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SmscSettings:
    """A simulated carrier network. Times in milliseconds."""

    host: str = "127.0.0.1"
    port: int = 2775
    """0 takes any free port."""
    system_id: str = ""
    """The only ESME that may bind; empty lets every one in."""
    password: str = ""
    """What it must show; empty accepts any. Refused binds get ESME_RINVSYSID or ESME_RINVPASWD."""
    receipt_delay_ms: int = 0
    """From the submit_sm to its receipt."""
    receipt_jitter_ms: int = 0
    """At most this much more, drawn anew for each receipt: above 0 receipts overtake one another."""
    window: int = 100
    """deliver_sm that one bind may have unanswered."""
    deliver_retry_ms: int = 1000
    """Pause before a deliver_sm that was answered with a passing error goes out again."""
    default_alphabet: Alphabet = Alphabet.GSM7_UNPACKED
    """What data_coding 0 means here, both ways."""
    ids: IdForm = IdForm.DECIMAL
    """The form of message ids in submit_sm_resp."""
    receipt_ids: IdForm | None = None
    """Their form in receipts; None for the same."""
    refuse_query_sm: bool = False
    """Whether query_sm is answered with ESME_RINVCMDID, as by an SMSC that does not have it."""
    ledger: Path | None = None
    """Where every submit_sm is written down; None for nowhere."""
    ledger_sync: bool = False
    """Whether each write of the ledger also waits for the disk."""
    rules: tuple[Rule, ...] = ()
    """What the network does to which messages and binds, above the magic numbers; see `rules.carrier`."""
    seed: int | None = None
    """Of the random numbers (jitter, shares); None for a different one at each start."""
    receipts_waiting_max: int = RECEIPTS_WAITING_MAX
    response_timeout_ms: int = 10_000
    """How long a deliver_sm_resp is waited for; then the deliver_sm goes out again."""
    enquire_link_ms: int = 30_000
    """After how much silence of an ESME its link is probed."""

    def __repr__(self) -> str:
        """Without the password."""
        return f"SmscSettings({self.host}:{self.port})"
