"""Reads the receipts that a carrier posts, by where its settings say that each value stands."""

from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Final

import msgspec

from heliograph.carriers.port import Delivery, InboundDelivery, ReceiptDelivery
from heliograph.carriers.posted import Entry, octets_of
from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.field_path import FieldPath, value_at
from heliograph.sms.message import State
from heliograph.sms.message_state import BY_WORD
from heliograph.sms.refusal import code_of_word

#: How much of a receipt is kept for people to look at; its meaning is in the fields beside.
RAW_MAX: Final = 1_024

#: What is kept of a word, to show it to people.
_WORD_MAX: Final = 32

#: What a state is called where the carrier names no error.
_CODES: Final[Mapping[State, str]] = {
    State.DELIVERED: "DELIVERED",
    State.FAILED: "UNDELIV",
    State.REJECTED: "REJECTED",
    State.EXPIRED: "EXPIRED",
    State.SUBMITTED: "ENROUTE",
}


class ReceiptForm(msgspec.Struct, frozen=True):
    """Where one carrier's receipts say what."""

    within: FieldPath = FieldPath()
    id: FieldPath = FieldPath()
    state: FieldPath = FieldPath()
    code: FieldPath = FieldPath()
    to: FieldPath = FieldPath()
    states: Mapping[str, State] = {}
    """The carrier's words for states, case-folded; the usual ones of SMPP need not be here."""


def receipt_of(entry: Entry, form: ReceiptForm, received_at: int, acknowledge: Callable[[bool], None]) -> Delivery:
    """The delivery of one entry; never raises.

    One that names no message cannot be matched with any: it is kept whole, as an inbound message is.
    """
    raw = octets_of(entry)
    key = value_at(entry, form.id)
    if not key:
        return InboundDelivery(blake2b(raw, digest_size=16).hexdigest(), received_at, raw, acknowledge)
    word, error = value_at(entry, form.state), value_at(entry, form.code)
    state, code = _state_of(word, form)
    said = code_of_word(error)
    if said and state is not State.DELIVERED:
        code = said
    words = CarrierWords(word[:_WORD_MAX], error[:_WORD_MAX])
    to = digits_of(value_at(entry, form.to))
    return ReceiptDelivery(key, to, state, code, received_at, raw[:RAW_MAX], acknowledge, words)


def digits_of(number: str) -> str:
    """An MSISDN as digits only; "" where it is no full number."""
    digits = number.strip().removeprefix("+")
    return digits if digits.isascii() and digits.isdigit() else ""


def _state_of(word: str, form: ReceiptForm) -> tuple[State, str]:
    """The state and its code; `submitted`, which is no verdict, for a word that nobody knows."""
    own = form.states.get(word.casefold())
    if own is not None:
        return own, _CODES.get(own, own.value.upper())
    known = BY_WORD.get(word.upper())
    return (known.state, known.code) if known is not None else (State.SUBMITTED, code_of_word(word))
