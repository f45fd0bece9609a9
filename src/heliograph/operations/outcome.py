"""The words of outcomes: ResponseCodes, their descriptions, and the delivery status codes of ended messages."""

from heliograph.operations.call import Reply
from heliograph.sms.codes import meaning
from heliograph.sms.message import State, Summary

#: What the pages print beside OK for a send request, and QueryMessage repeats for it.
ACCEPTED = "The SMS Send Request was accepted"

#: ErrorCode of a message that was handed over to a route without receipts.
HANDED_OVER = "success"

#: ErrorCode of a message whose carrier gave no word for its end.
UNTOLD = "UNKNOWN"


def refused(code: str, text: str = "") -> Reply:
    """A business refusal: only the code and what it means; `text` says it more exactly than the catalogue."""
    return Reply(code, text or meaning(code))


def error_code(summary: Summary) -> tuple[str, str]:
    """ErrorCode and ErrorDescription of a message that has ended.

    Where the route never gives receipts, handed over is all that can be known: `success`, without saying DELIVERED.
    """
    if summary.status == 1:
        return (summary.code or "DELIVERED") if summary.state is State.DELIVERED else HANDED_OVER, "success"
    code = summary.code or UNTOLD
    return code, meaning(code)
