"""Names the queues that receipts and inbound messages wait in, the cloud's way: `Alicom-Queue-<account>-SmsReport`."""

#: What a queue may be of: reports of messages that were sent, and messages that people sent.
MESSAGE_TYPES = ("SmsReport", "SmsUp")

_PREFIX = "Alicom-Queue"


def queue_name(account: str, message_type: str) -> str:
    """The queue of one type of message of an account."""
    return f"{_PREFIX}-{account}-{message_type}"
