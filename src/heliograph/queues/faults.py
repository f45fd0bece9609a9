"""Why a request to a queue is refused: faults with MNS's codes, statuses and texts."""

from heliograph.gateway.faults import Fault
from heliograph.sms.codes import queue_code


def fault(code: str, text: str = "") -> Fault:
    """The fault of that code in the catalogue; `text` says it more exactly than the catalogue does."""
    entry = queue_code(code)
    return Fault(code, entry.status, text or entry.message)


def out_of_range(name: str, low: int, high: int, unit: str = "") -> Fault:
    """An argument that is no number, or not an allowed one."""
    return fault("InvalidArgument", f"The value of {name} must be a whole number between {low} and {high}{unit}.")
