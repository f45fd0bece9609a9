"""What can be said about a simulated carrier: its subjects, and the keys of a rule about each."""

import re
from collections.abc import Mapping
from typing import Any

from heliograph.rules.delay import DELAY_MAX_MS
from heliograph.rules.kinds import (
    Choice,
    Choices,
    Contained,
    Delays,
    Duration,
    Globs,
    Matching,
    Text,
    Truth,
    Whole,
    unfit,
)
from heliograph.rules.vocabulary import ABOVE, FOR, LIMITS, SHARE, SKIP, TIMES, UNTIL, Key, Subject, Vocabulary
from heliograph.sms.command_status import status_named, status_of
from heliograph.sms.message_state import MESSAGE_STATES


class Status:
    """A command_status but ESME_ROK, by name or number."""

    allowed = (
        "the name of a command_status of SMPP such as ESME_RSYSERR, or its number such as 0x08; "
        "a carrier's own is ESME_ and eight digits of hex"
    )

    def read(self, raw: object) -> int:
        value: object = raw
        if isinstance(raw, str):
            named = status_named(raw)
            if named is not None:
                value = named.value
            elif re.fullmatch("0x[0-9A-Fa-f]{1,8}|[0-9]{1,10}", raw, re.ASCII):
                value = int(raw, 0) if raw.startswith("0x") else int(raw)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= 0xFFFFFFFF:
            raise unfit(raw, self)
        return value

    def write(self, value: int) -> str:
        return status_of(value).name


#: The words of a receipt by the state that they tell.
RECEIPT_WORDS = {state.stat: state.meaning for state in MESSAGE_STATES.values()}

RESPONSES = {
    "none": "the message is taken, and no response ever comes",
    "cut": "the message is taken, and the connection is cut; what else waits for its response does not get it either",
    "stall": "the link is half open from here on: nothing more is read, answered or sent, and the connection stays",
}

BIND_RESPONSES = {
    "none": "no response ever comes, and the connection stays until the ESME ends it",
    "cut": "the connection is cut",
    "stall": RESPONSES["stall"],
}

GARBAGE = {
    "random": "64 octets at random",
    "bad-length": "a PDU whose command_length is 8, less than a header",
    "huge-length": "a PDU whose command_length is 2 GB",
    "unknown-command": "a sound PDU of a command that does not exist; the link may stay",
    "bad-body": "a submit_sm_resp whose message_id has no end",
    "half": "the first half of a submit_sm_resp, and then whatever comes next",
}

RECEIPT_IDS = {
    "same": "as in the response",
    "other-base": "hexadecimal where the response was decimal, and the other way",
    "decimal": "decimal",
    "hex": "hexadecimal, lower case",
    "hex-upper": "hexadecimal, upper case",
    "padded": "decimal with leading zeros, 20 digits",
    "padded-hex": "hexadecimal with leading zeros, 20 digits, upper case",
    "unknown": "an id that no response ever named",
    "none": "no id at all",
}

RECEIPT_FORMS = {
    "esm-class-0": "esm_class 0, as a message from a handset has it",
    "intermediate": "esm_class 0x20, an intermediate notification",
    "no-tlvs": "the text alone, without TLVs",
    "no-text": "the TLVs alone, with an empty short_message",
    "data-sm": "as data_sm, the text in message_payload",
    "no-counts": "without sub: and dlvrd:",
    "no-dates": "without submit date: and done date:",
    "seconds": "dates of 12 digits, with seconds",
    "epoch": "dates as seconds since 1970",
    "no-excerpt": "without text:",
    "long-words": "DELIVERED, UNDELIVERABLE, EXPIRED, …: the name of the state",
    "lower-case": "stat: in lower case",
    "upper-keys": "ID:, STAT:, ERR:",
    "commas": "commas between the keys",
}

_NUMBER = Key("number", Globs(numbers=True), "The recipient, its plus sign left out or not", "+85251*")
_SENDER = Key("sender", Globs(case=False), "The sender, in any case", "Alicloud*")
_TEXT = Key(
    "text", Contained(100), "What the text contains, in any case; of a long message each part by itself", "code"
)
_SYSTEM_ID = Key("system_id", Globs(), "The system_id of the ESME", "heliograph")
_LINK = Key("link", Globs(), "The number of the connection, counted from 1 as they come", "2")

_ACCEPT = Key("accept", Truth(), "Do as usual, so that no rule below has a say", "accept")
_STATUS = Key("status", Status(), "Refuse with this command_status; such a message has no receipts", "ESME_RSYSERR")
_RESPONSE_DELAY = Key(
    "response_delay", Delays(), "How long the response takes, or the cut of response=cut", "uniform(100ms,2s)"
)

SUBMIT = Subject(
    name="submit",
    says="a submit_sm that comes in",
    usual=True,
    gate=_NUMBER.name,
    conditions=(
        _NUMBER,
        _SENDER,
        _TEXT,
        _SYSTEM_ID,
        _LINK,
        Key("service_type", Globs(), "The service_type of the submit_sm", "OTP"),
        Key(
            "priority", Whole(0, 255), "Its priority_flag, which tells the type of message where the ESME sets it", "2"
        ),
        Key("part", Whole(1, 255), "Which part of a long message it is; 1 for one of a single part", "2"),
    ),
    limits=LIMITS,
    behaviours=(
        _ACCEPT,
        _STATUS,
        Key("response", Choice(RESPONSES), "What becomes of the response", "none"),
        _RESPONSE_DELAY,
        Key(
            "reorder",
            Whole(2, 1000),
            "Hold back the responses of so many that the rule takes, then give them in another order; after 1 s "
            "without so many, those that there are",
            "8",
        ),
        Key("garbage", Choice(GARBAGE), "Octets that no peer should send, ahead of the response", "bad-length"),
        Key(
            "receipt",
            Choices(RECEIPT_WORDS, 8, none="none", again=True),
            "The receipts in their order, each by its stat: word; none for never",
            "UNDELIV,DELIVRD",
        ),
        Key(
            "err",
            Matching("[0-9A-Za-z]{1,8}", "1 to 8 letters and digits"),
            "The network's error code in the receipts, err:",
            "027",
        ),
        Key(
            "receipt_delay", Delays(), "How long after the submit_sm the first receipt comes", "exponential(2s,max=1m)"
        ),
        Key("receipt_gap", Duration(0, DELAY_MAX_MS), "How long after it the next one comes; 200ms without", "5s"),
        Key(
            "early",
            Truth(),
            "The first receipt comes before the submit_sm_resp, which takes 100 ms unless response_delay says else",
            "early",
        ),
        Key("receipt_id", Choice(RECEIPT_IDS), "How the receipts name the message", "other-base"),
        Key("receipt_form", Choices(RECEIPT_FORMS, 8), "What is odd about the receipts", "esm-class-0,no-tlvs"),
        Key("reply", Text(1000), "The recipient's handset answers the sender with this text", "STOP"),
        Key("reply_delay", Delays(), "How long after the submit_sm; at once without", "1s"),
    ),
    check=lambda values: _submit_fault(values),
)

BIND = Subject(
    name="bind",
    says="a bind request that comes in",
    conditions=(
        _SYSTEM_ID,
        _LINK,
        Key(
            "bind",
            Choice({name: f"bind_{name}" for name in ("transmitter", "receiver", "transceiver")}),
            "How it binds",
            "receiver",
        ),
    ),
    limits=(SHARE, TIMES, SKIP, ABOVE, FOR, UNTIL),
    behaviours=(
        _ACCEPT,
        Key("status", Status(), "Refuse the bind with this command_status", "ESME_RBINDFAIL"),
        Key("response", Choice(BIND_RESPONSES), "What becomes of the response", "none"),
        _RESPONSE_DELAY,
    ),
    check=lambda values: _answer_fault(values),
)

CARRIER = Vocabulary((SUBMIT, BIND))

_RECEIPT_KEYS = ("err", "receipt_delay", "receipt_gap", "early", "receipt_id", "receipt_form")


def _answer_fault(values: Mapping[str, Any]) -> tuple[str, str] | None:
    """What is wrong with the keys about the response."""
    response = values.get("response")
    if "status" in values and response is not None:
        return "status", f"is given beside response={response}; keep one of them"
    if response in ("none", "stall") and "response_delay" in values:
        return "response_delay", f"is given beside response={response}, which has none"
    return None


def _submit_fault(values: Mapping[str, Any]) -> tuple[str, str] | None:
    if wrong := _answer_fault(values):
        return wrong
    response = values.get("response")
    if response is not None and "reorder" in values:
        return "reorder", f"is given beside response={response}, which brings none"
    if "reorder" in values and "response_delay" in values:
        return "reorder", "is given beside response_delay; keep one of them"
    if response == "stall" and "garbage" in values:
        return "garbage", "is given beside response=stall, after which nothing is sent"
    for key in ("receipt", *_RECEIPT_KEYS, "reply", "reply_delay"):
        if key in values and "status" in values:
            return key, "is given beside status; a message that is refused has no receipts and reaches nobody"
        if key in values and response == "stall":
            return key, "is given beside response=stall; such a message has not come in"
    if values.get("receipt") == ():
        for key in _RECEIPT_KEYS:
            if key in values:
                return key, "is given beside receipt=none; without receipts there is none to change"
    if "early" in values and "receipt_delay" in values:
        return "early", "is given beside receipt_delay; an early receipt comes at once"
    if "early" in values and response is not None:
        return "early", f"is given beside response={response}; without a response nothing comes before it"
    if "reply_delay" in values and "reply" not in values:
        return "reply_delay", "is given without reply"
    return None
