"""The words of outcomes: ResponseCodes, their descriptions, and the delivery status codes of ended messages."""

from heliograph.operations.call import Reply
from heliograph.sms.codes import meaning
from heliograph.sms.ended import shown_code
from heliograph.sms.message import Summary

#: What the pages print beside OK for a send request, and QueryMessage repeats for it.
ACCEPTED = "The SMS Send Request was accepted"


def refused(code: str, text: str = "") -> Reply:
    """A business refusal: only the code and what it means; `text` says it more exactly than the catalogue."""
    return Reply(code, text or meaning(code))


def error_code(summary: Summary) -> tuple[str, str]:
    """ErrorCode and ErrorDescription of a message that has ended.

    Where the route never gives receipts, handed over is all that can be known: `success`, without saying DELIVERED.
    """
    code = shown_code(summary.state, summary.final, summary.code)
    return code, "success" if summary.status == 1 else meaning(code)
