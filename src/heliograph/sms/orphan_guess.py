"""Guesses which message a receipt is about that matches none: most are named in another form than in the response."""

from collections.abc import Iterable

import msgspec

from heliograph.sms.receipt import IdForm, canonical_key

#: By the settings' words, in the order in which they are tried: what is done to the response's id and the receipt's.
FORMS = (
    ("casefold", IdForm.CASEFOLD, IdForm.CASEFOLD),
    ("strip-zeros", IdForm.STRIPPED, IdForm.STRIPPED),
    ("hex-to-dec", IdForm.STRIPPED, IdForm.HEX_TO_DEC),
    ("dec-to-hex", IdForm.STRIPPED, IdForm.DEC_TO_HEX),
)


class Handed(msgspec.Struct, frozen=True, gc=False):
    """A hand-over as the directory knows it."""

    carrier: str
    key: str
    """The carrier's id from its response, as it is kept."""
    message: int
    recipient: str
    """Empty where it is not known."""


class Guess(msgspec.Struct, frozen=True, gc=False):
    """What a receipt is probably about."""

    says: str
    advice: str = ""
    message: int = 0
    """0 where none is guessed."""


def form_between(in_response: str, in_receipt: str) -> str:
    """The `id_form` by which the two are one id; empty where there is none."""
    if not in_response or not in_receipt:
        return ""
    return next(
        (
            word
            for word, of_response, of_receipt in FORMS
            if canonical_key(in_response, of_response) == canonical_key(in_receipt, of_receipt)
        ),
        "",
    )


def keys_to_try(in_receipt: str) -> tuple[str, ...]:
    """Under which keys the response to a receipt's message may be kept, where it is not the receipt's own."""
    forms = (IdForm.CASEFOLD, IdForm.STRIPPED, IdForm.HEX_TO_DEC, IdForm.DEC_TO_HEX)
    keys = [canonical_key(in_receipt, form) for form in forms]
    return tuple(dict.fromkeys(key for key in (*keys, *(key.upper() for key in keys)) if key and key != in_receipt))


def guess(carrier: str, in_receipt: str, to: str, found: Iterable[Handed]) -> Guess:
    """What a receipt of `carrier` that names this id and recipient is about; `found` is what `keys_to_try` found.

    An id in another form is believed only where the recipients do not contradict it.
    """
    if not in_receipt:
        return Guess("It names no id, so it can match nothing.", "Ask the carrier for message ids in its receipts.")
    for one in found:
        form = form_between(one.key, in_receipt)
        if one.carrier == carrier and form and not (to and one.recipient and to != one.recipient):
            says = (
                f"Its id is that of a message in another form: {one.key} in the response, {in_receipt} in the receipt."
            )
            return Guess(says, f'Set id_form = "{form}" for {carrier}.', one.message)
    return Guess(
        f"No message that {carrier} has taken has this id in any form: it may be for what another program sent, or for "
        "one that is kept no more."
    )
