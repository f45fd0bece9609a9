"""Which errors a call can end with, from an operation's description, the gateway's contract and the catalogue."""

from dataclasses import dataclass

from heliograph.gateway.faults import EMITTED, SUSPENDED
from heliograph.operations.description import Operation
from heliograph.sms.codes import Code, business, gateway_code, meaning


@dataclass(frozen=True, slots=True)
class Error:
    """One code that a call can end with."""

    code: str
    """`Missing{ParameterName}` stands for one code for each parameter."""
    status: int
    """HTTP status; 200 where the code stands inside an answer."""
    says: str
    advice: str


def own_errors(operation: Operation) -> tuple[Error, ...]:
    """Those that the operation itself refuses with: inside a 200, or by an error document as RAM and STS do."""
    if operation.refuses_by_document:
        return tuple(_of_row(gateway_code(code, operation.product)) for code in operation.refusals)
    return tuple(_inside(code) for code in dict.fromkeys((*operation.refusals, SUSPENDED)))


def gateway_errors(product: str) -> tuple[Error, ...]:
    """Those that any call of the product may be refused with before an operation sees it: error documents."""
    return tuple(_of_row(gateway_code(code, product)) for code in EMITTED)


def _of_row(row: Code) -> Error:
    return Error(row.code, row.status, row.message, row.advice)


def _inside(code: str) -> Error:
    row = business(code)
    return Error(code, 200, meaning(code), row.advice if row is not None else "")
