"""The ErrorCode of a message as answers show it, which is not always the carrier's word for its end."""

from heliograph.sms.message import State

#: A message that was handed over to a route without receipts: all that can be known, without saying DELIVERED.
HANDED_OVER = "success"

#: A message whose carrier gave no word for its end.
UNTOLD = "UNKNOWN"


def shown_code(state: State, final: bool, code: str) -> str:
    """What is shown as ErrorCode, given the summary's state and code; empty until the message has ended."""
    if not final:
        return ""
    if state is State.SUBMITTED:
        return HANDED_OVER
    return code or ("DELIVERED" if state is State.DELIVERED else UNTOLD)
