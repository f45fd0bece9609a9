"""Reads and writes a carrier's receipt: the text and TLVs of a deliver_sm or data_sm (SMPP 3.4 Appendix B, §5.3.2).

The text is vendor-specific by the standard: every known key is looked for by its own pattern, in any case and order,
and what cannot be read is left empty. TLVs, where there are any, go before the text.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

import msgspec

from heliograph.sms.message import State
from heliograph.sms.message_state import BY_WORD, MESSAGE_STATES, MessageState
from heliograph.sms.segments import DataCoding
from heliograph.sms.udh import read_header

TLV_RECEIPTED_MESSAGE_ID = 0x001E
TLV_NETWORK_ERROR_CODE = 0x0423
TLV_MESSAGE_PAYLOAD = 0x0424
TLV_MESSAGE_STATE = 0x0427

#: The bits of esm_class that tell what a deliver_sm is (SMPP 3.4 §5.2.12).
_TYPE_BITS = 0x3C
_RECEIPT = 0x04
_INTERMEDIATE = 0x20
_UDHI = 0x40

#: How much of the message's text a receipt repeats.
_TEXT_MAX = 20

#: A word for the catalogue: longer ones are cut, so that no carrier fills our rows.
_WORD_MAX = 32

#: For a carrier whose words are the usual ones.
NO_WORDS: Mapping[str, MessageState] = MappingProxyType({})

#: The longest message_id of SMPP 3.4 (§4.4.2).
_ID_MAX = 64

# A key stands at the beginning or after something that is no part of a word, and its value is not the next key.
# `text` is last and may hold any key, so it ends what is searched.
_KEY = r"(?<![a-z_])(?:{})\s*:"
_ANY_KEY = _KEY.format("id|sub|dlvrd|submit[ _]?date|done[ _]?date|stat(?:us)?|err(?:or)?")
_VALUE = rf"\s*(?!{_ANY_KEY})"
_TEXT = re.compile(_KEY.format("text"), re.IGNORECASE)
_ID = re.compile(_KEY.format("id") + _VALUE + r"([^\s,;]+)", re.IGNORECASE)
_STAT = re.compile(_KEY.format("stat(?:us)?") + _VALUE + "([a-z_]+)", re.IGNORECASE)
_ERR = re.compile(_KEY.format("err(?:or)?") + _VALUE + "(-?[0-9a-z]+)", re.IGNORECASE)
_DONE = re.compile(_KEY.format("done[ _]?date") + r"\s*([0-9]{1,20})", re.IGNORECASE)

#: The text as nearly every carrier writes it, read in one go: a quarter of the time of a search for each key.
_USUAL = re.compile(
    r"id:([^\s,;:]+) sub:[0-9]* dlvrd:[0-9]* submit date:[0-9]* done date:([0-9]{1,20})"
    r" stat:([A-Z]+) err:([0-9A-Za-z]+)(?: [Tt]ext:|$)"
)


class _Said(msgspec.Struct, frozen=True, gc=False):
    """What the text says."""

    id: str
    done_date: str
    stat: str
    err: str


class NetworkError(msgspec.Struct, frozen=True, gc=False):
    """TLV network_error_code: which kind of network it speaks of (3 is GSM), and that network's code."""

    network_type: int
    code: int


class CarrierReceipt(msgspec.Struct, frozen=True, gc=False):
    """What a receipt says. Everything it does not say is empty."""

    carrier_message_id: str
    """The carrier's id as it stands there, before it is made canonical."""
    state: State
    """A final state, or `submitted` for anything that is no verdict."""
    code: str
    """Delivery status code: `DELIVERED`, `UNDELIV`, `EXPIRED`, …; the carrier's own word where it is none of ours."""
    stat: str = ""
    """The word after `stat:` as received."""
    err: str = ""
    """The carrier's error code as received; its meaning is the carrier's own."""
    network_error: NetworkError | None = None
    done_date: str = ""
    """Digits as received. They carry no zone and have many forms: our time of arrival is the truth."""


def is_receipt(esm_class: int) -> bool:
    """Whether a deliver_sm says that it is a receipt, or the intermediate notification of one."""
    return esm_class & _TYPE_BITS in (_RECEIPT, _INTERMEDIATE)


def looks_like_receipt(short_message: bytes) -> bool:
    """Whether the text is a receipt's though esm_class does not say so: `id:` first and `stat:` somewhere.

    Only for carriers that are known to leave esm_class out: a person can write such a text as well.
    """
    text = short_message.decode("latin-1")
    return text[:3].lower() == "id:" and _STAT.search(text) is not None


def parse_receipt(
    short_message: bytes,
    *,
    data_coding: int = 0,
    tlvs: Sequence[tuple[int, bytes]] = (),
    esm_class: int = _RECEIPT,
    words: Mapping[str, MessageState] = NO_WORDS,
) -> CarrierReceipt:
    """What the receipt says; never raises, whatever the octets are.

    `words` says what the carrier means by words of its own after `stat:`, upper case; they go before TLV message_state
    and the usual words. An intermediate notification is no verdict, unless it proves the delivery.
    """
    values = dict(reversed(tlvs))  # of a TLV sent twice, the first counts
    text = _text_of(short_message or values.get(TLV_MESSAGE_PAYLOAD, b""), data_coding, esm_class)
    said = _said_in(text)
    stat = said.stat
    known = words.get(stat.upper()) or _state_in(values) or BY_WORD.get(stat.upper())
    state = known.state if known is not None else State.SUBMITTED
    if esm_class & _TYPE_BITS == _INTERMEDIATE and state is not State.DELIVERED:
        state = State.SUBMITTED
    return CarrierReceipt(
        carrier_message_id=_id_in(values) or said.id[:_ID_MAX],
        state=state,
        code=known.code if known is not None else stat.upper()[:_WORD_MAX],
        stat=stat[:_WORD_MAX],
        err=said.err[:_WORD_MAX],
        network_error=_network_error_in(values),
        done_date=said.done_date,
    )


def receipt_text(
    carrier_message_id: str,
    state: MessageState,
    *,
    submitted_at: int,
    done_at: int,
    err: str = "000",
    text: str = "",
    offset_minutes: int = 0,
) -> str:
    """The text of a receipt as SMPP 3.4 Appendix B has it; times are UTC milliseconds, written at that offset."""
    delivered = int(state.state is State.DELIVERED)
    return (
        f"id:{carrier_message_id} sub:001 dlvrd:{delivered:03d}"
        f" submit date:{_date(submitted_at, offset_minutes)} done date:{_date(done_at, offset_minutes)}"
        f" stat:{state.stat} err:{err} text:{text[:_TEXT_MAX]}"
    )


def receipt_tlvs(carrier_message_id: str, state: MessageState) -> tuple[tuple[int, bytes], ...]:
    """The TLVs that go with the text: the id as a C-octet string, and the state in one octet."""
    named = carrier_message_id.encode("ascii", "replace") + b"\x00"
    return (TLV_RECEIPTED_MESSAGE_ID, named), (TLV_MESSAGE_STATE, bytes([state.value]))


class IdForm(StrEnum):
    """What has to be done to an id of the carrier so that response and receipt give the same key."""

    EXACT = "exact"
    CASEFOLD = "casefold"
    STRIPPED = "stripped"
    """Case and leading zeros do not count."""
    HEX_TO_DEC = "hex-to-dec"
    DEC_TO_HEX = "dec-to-hex"
    AUTO = "auto"
    """Learnt from what comes: the key is what all forms have in common, see `sms.id_form`."""


_HEX = re.compile(rf"[0-9a-f]{{1,{_ID_MAX}}}")
_DEC = re.compile(rf"[0-9]{{1,{_ID_MAX}}}", re.ASCII)


def canonical_key(carrier_message_id: str, form: IdForm) -> str:
    """The key under which the carrier's id is kept and looked up; "" for an empty id.

    An id that is no number of the base stays as STRIPPED would have it: a carrier that mixes both still matches itself.
    """
    key = carrier_message_id.strip("\x00 \t\r\n")
    if form is IdForm.EXACT or not key:
        return key
    key = key.casefold()
    if form is IdForm.CASEFOLD:
        return key
    if form is IdForm.HEX_TO_DEC and _HEX.fullmatch(key) is not None:
        return str(int(key, 16))
    if form is IdForm.DEC_TO_HEX and _DEC.fullmatch(key) is not None:
        return format(int(key), "x")
    return key.lstrip("0") or "0"


def _text_of(octets: bytes, data_coding: int, esm_class: int) -> str:
    if esm_class & _UDHI:
        _, octets = read_header(octets)
    if data_coding == DataCoding.UCS2:
        return octets.decode("utf-16-be", "replace")
    return octets.decode("latin-1")


def _said_in(text: str) -> _Said:
    usual = _USUAL.match(text)
    return _Said(*usual.groups()) if usual is not None else _searched(text)


def _searched(text: str) -> _Said:
    """What the text says, in whatever order and spelling."""
    head = _TEXT.split(text, maxsplit=1)[0]
    return _Said(_found(_ID, head), _found(_DONE, head), _found(_STAT, head), _found(_ERR, head))


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found is not None else ""


def _id_in(values: Mapping[int, bytes]) -> str:
    octets = values.get(TLV_RECEIPTED_MESSAGE_ID, b"")
    return octets.partition(b"\x00")[0].decode("latin-1").strip()[:_ID_MAX]


def _state_in(values: Mapping[int, bytes]) -> MessageState | None:
    octets = values.get(TLV_MESSAGE_STATE, b"")
    return MESSAGE_STATES.get(octets[0]) if len(octets) == 1 else None


def _network_error_in(values: Mapping[int, bytes]) -> NetworkError | None:
    octets = values.get(TLV_NETWORK_ERROR_CODE, b"")
    return NetworkError(octets[0], int.from_bytes(octets[1:], "big")) if len(octets) == 3 else None


def _date(utc_ms: int, offset_minutes: int) -> str:
    return (datetime.fromtimestamp(utc_ms / 1000, UTC) + timedelta(minutes=offset_minutes)).strftime("%y%m%d%H%M")
