"""Named incidents: what goes wrong with carriers, ready to be caused, each as rules of the simulated carrier."""

from dataclasses import dataclass

from heliograph.console.words import term


@dataclass(frozen=True, slots=True)
class Incident:
    """One thing that happens to carriers."""

    name: str
    """In the path; its rules are called by it."""
    title: str
    says: str
    """What an application sees of it."""
    rules: str
    """Lines of the rule language. Each ends by itself, so that nothing is left on by mistake."""


INCIDENTS = (
    Incident(
        "throttled",
        term("The carrier throttles at 10 a second"),
        term("Above that it answers ESME_RTHROTTLED; messages wait for their turn."),
        "name=throttled above=10/s status=ESME_RTHROTTLED for=5m",
    ),
    Incident(
        "late-and-twice",
        term("Receipts are late, and some come twice"),
        term("Each takes half a minute or so; 3 % are told again."),
        "name=late-and-twice share=0.03 receipt=DELIVRD,DELIVRD receipt_delay=30s receipt_gap=5s for=40m\n"
        "name=late receipt_delay=lognormal(30s,0.3,max=5m) for=40m",
    ),
    Incident(
        "no-receipts",
        term("No receipt ever comes"),
        term("Messages stay submitted until the deadline passes."),
        "name=no-receipts receipt=none for=10m",
    ),
    Incident(
        "undeliverable",
        term("A third cannot be delivered"),
        term("Receipts say UNDELIV with the network's error 027."),
        "name=undeliverable share=0.33 receipt=UNDELIV err=027 for=10m",
    ),
    Incident(
        "refusing",
        term("The carrier is out of order"),
        term("Every submit_sm is answered ESME_RSYSERR; messages are tried again, or fail over."),
        "name=refusing status=ESME_RSYSERR for=2m",
    ),
    Incident(
        "link-cuts",
        term("The link is cut now and then"),
        term("One in twenty hand-overs takes the connection down; what was under way is in doubt."),
        "name=link-cuts share=0.05 response=cut for=5m",
    ),
    Incident(
        "silent",
        term("Responses get lost"),
        term("One in ten messages is taken without a response; whether it was taken is in doubt."),
        "name=silent share=0.1 response=none for=5m",
    ),
    Incident(
        "other-ids",
        term("Receipts name ids in another form"),
        term("Hexadecimal where the response was decimal: receipts match no message until id_form says so."),
        "name=other-ids receipt_id=other-base for=10m",
    ),
    Incident(
        "overtaking",
        term("Receipts overtake their responses"),
        term("The receipt comes before the submit_sm_resp that it belongs to."),
        "name=overtaking early for=10m",
    ),
    Incident(
        "slow",
        term("Responses are slow"),
        term("Each takes 200 ms to 3 seconds; the window fills."),
        "name=slow response_delay=uniform(200ms,3s) for=5m",
    ),
    Incident(
        "opting-out",
        term("Recipients write STOP"),
        term("One in ten answers so; later messages to them are blocked where opt-outs are on."),
        "name=opting-out share=0.1 reply=STOP reply_delay=1s for=10m",
    ),
)


def incident(name: str) -> Incident | None:
    """The incident of that name."""
    return next((one for one in INCIDENTS if one.name == name), None)
