"""Which codes of the catalogue this server can answer, gathered from the values that decide it."""

from collections.abc import Iterable, Iterator

from heliograph.gateway.faults import EMITTED, SUSPENDED
from heliograph.operations.call import OK, Served
from heliograph.operations.registry import OPERATIONS
from heliograph.sms.codes import CODES, Code, business, gateway_code
from heliograph.sms.command_status import STATUSES, StatusClass
from heliograph.sms.ended import HANDED_OVER, UNTOLD
from heliograph.sms.message_state import MESSAGE_STATES
from heliograph.sms.refusal import NUMBER_NOT_ALLOWED


def emitted(operations: Iterable[Served] = OPERATIONS) -> frozenset[Code]:
    """The rows of the catalogue that a client of a server with these operations can meet.

    Rows of HTTP itself and of the queues count all: there is one for each refusal of theirs, and none else.
    """
    return frozenset(_rows(tuple(operations)))


def delivery_codes() -> frozenset[str]:
    """The ErrorCodes that a message can end with, beside words of a carrier's own.

    They are SMPP's final states, its error statuses but those that only ask for patience, and our three words for what
    no carrier told.
    """
    final = {state.code for state in MESSAGE_STATES.values() if state.terminal}
    patience = (StatusClass.OK, StatusClass.THROTTLE)
    statuses = {status.name for status in STATUSES.values() if status.status_class not in patience}
    return frozenset({HANDED_OVER, UNTOLD, NUMBER_NOT_ALLOWED, *final, *statuses})


def _rows(operations: tuple[Served, ...]) -> Iterator[Code]:
    described = [served.operation for served in operations]
    documents = {
        gateway_code(code, operation.product)
        for operation in described
        if operation.refuses_by_document
        for code in operation.refusals
    }
    inside = (operation for operation in described if not operation.refuses_by_document)
    answered = {OK, SUSPENDED, *(code for operation in inside for code in operation.refusals)}
    ends = delivery_codes()
    for row in CODES:
        match row.kind:
            case "gateway":
                found = row.code in EMITTED
            case "front" | "mns":
                found = True
            case "receipt":
                found = row.code in ends
            case _:
                # A code that stands under several kinds is answered as the nearest of them.
                found = row.code in answered and business(row.code) == row
        if found or row in documents:
            yield row
