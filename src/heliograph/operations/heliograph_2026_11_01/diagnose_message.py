"""DiagnoseMessage: why a message has no receipt, or has not gone out, and what to do about it."""

import orjson

from heliograph.operations.call import Answer, Call, Reply, known, operation
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Field,
    Operation,
    Shape,
)
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.whose import MESSAGE_OF_ANY_ACCOUNT
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.sms.diagnosis import Finding, OrphanFacts, diagnose
from heliograph.sms.message import Message, decision
from heliograph.store.orphans import Orphan

#: Receipts that match nothing which are compared with the message, by recipient and of those that name none.
COMPARED_MAX = 50

_FINDING = (
    Field("Code", "What was found, in one word for programs.", "other_base"),
    Field("Says", "The same in a sentence.", "A receipt (delivered) waits under the same id written in another form."),
    Field("Evidence", "What it was seen by; absent without any.", "1a2b in submit_sm_resp, 6699 in the receipt"),
    Field("Advice", "What to do; absent where there is nothing.", 'Set id_form = "dec-to-hex" for net-one.'),
)

DIAGNOSE_MESSAGE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="DiagnoseMessage",
    says="Tells why a message has no receipt, or has not gone out, with what that was seen by and what to do. Of the "
    "server's own account only, which may ask of every account's messages.",
    action="heliograph:DiagnoseMessage",
    access=Access.GET,
    calls_per_second=50,
    parameters=MESSAGE_OF_ANY_ACCOUNT,
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("MessageId", "The message's id.", "1008030300312345"),
        Field("State", "Where it stands.", "submitted"),
        Field("Findings", "What was found, the likely cause first.", shape=Shape.LIST, fields=_FINDING),
        REQUEST_ID,
    ),
    refusals=("DATA_NOT_EXIST", "INVALID_PARAMETERS"),
    of_server=True,
    source="Heliograph's own",
)


@operation(DIAGNOSE_MESSAGE)
async def diagnose_message(call: Call, ports: Ports) -> Reply:
    account = call.text("AccountId") or call.account
    found = await ports.store.timeline(account, call.number("MessageId"))
    if found is None:
        return refused("DATA_NOT_EXIST")
    message = found.message
    orphans = [_facts(one) for one in await _orphans(message, ports)]
    findings = diagnose(message, ports.carrier_facts(), orphans, ports.clock.utc_ms(), _refused_queries(found.lines))
    fields: dict[str, Answer] = {
        "MessageId": str(message.id),
        "State": str(decision(message.life).state),
        "Findings": [_shown(finding) for finding in findings],
    }
    return Reply(fields=fields)


async def _orphans(message: Message, ports: Ports) -> list[Orphan]:
    """Receipts without a message of each carrier that was handed any of it, since then."""
    since: dict[str, int] = {}
    for segment in message.segments:
        for attempt in segment.attempts:
            since[attempt.carrier] = min(since.get(attempt.carrier, attempt.claimed_at), attempt.claimed_at)
    found: list[Orphan] = []
    for carrier, at in since.items():
        for to in (message.to, ""):
            found += await ports.orphans.orphans_of(carrier, to, at, COMPARED_MAX)
    return found


def _facts(one: Orphan) -> OrphanFacts:
    return OrphanFacts(one.place.carrier, one.carrier_message_id, one.to, one.state, one.place.received_at)


def _refused_queries(lines: bytes) -> list[tuple[int, str]]:
    """Attempt and code of each query that its carrier did not answer with a state, by the timeline."""
    entries = [orjson.loads(line) for line in lines.splitlines() if b'"query_refused"' in line]
    return [(entry.get("a", 0), entry.get("code", "")) for entry in entries]


def _shown(finding: Finding) -> dict[str, Answer]:
    shown = {"Code": finding.code, "Says": finding.says, "Evidence": finding.evidence, "Advice": finding.advice}
    return known(shown)
