"""The Query of an operation: a search as people type it, read in the offset of the server."""

from heliograph.operations.call import Call, Reply
from heliograph.operations.description import Parameter
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Text
from heliograph.sms.search.grammar import QUERY_MAX, Misread, Search, read_search
from heliograph.sms.search.match import Wanted, wanted_of

QUERY = Parameter(
    "Query",
    Text(length_max=QUERY_MAX),
    "Only messages that are meant by this search: terms such as to:6581 from:Helio* status:failed code:UNDELIV "
    "country:SG carrier:net-one type:OTP task:order-17 seg:>1 enc:ucs2 is:retried after:-1h before:2026-11-24T08:30, "
    'and words or a "phrase" of the text. All must hold; a - in front says the opposite, commas part alternatives.',
    example='status:failed after:-1h "your code"',
)

REFUSALS = ("INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT")


def search_of(call: Call) -> Search | Reply:
    """The call's Query, or why it is none."""
    search = read_search(call.text("Query"))
    if isinstance(search, Misread):
        return refused("INVALID_PARAMETERS", f"Query cannot be read. {search.says}")
    return search


def wanted_by(call: Call, ports: Ports) -> Wanted | Reply:
    """What the call's Query means now, or why it means nothing."""
    search = search_of(call)
    if isinstance(search, Reply):
        return search
    return wanted_of(search, ports.clock.steady_ms(), ports.rules.offset_minutes)
