"""Learns in which form a carrier names its messages in receipts, from the first that can be told apart.

Kept and looked up is what all forms have in common: an id without leading zeros and in one case. What
is left to learn is the base: whether receipts have the same number in hex where responses have it in decimal, or the
other way. Until that is known, and whenever what is known finds nothing, all three are looked up, and an id is believed
only with its recipient.
"""

from collections.abc import Mapping

import msgspec

from heliograph.sms.receipt import IdForm, canonical_key

#: In the order in which they are tried. HEX_TO_DEC: receipts in hex, responses in decimal.
FORMS = (IdForm.STRIPPED, IdForm.HEX_TO_DEC, IdForm.DEC_TO_HEX)

#: A form is learnt from so many receipts that no other form would have matched, with none for another between them.
MATCHES = 3

_INVERSE = {
    IdForm.STRIPPED: IdForm.STRIPPED,
    IdForm.HEX_TO_DEC: IdForm.DEC_TO_HEX,
    IdForm.DEC_TO_HEX: IdForm.HEX_TO_DEC,
}


class Learnt(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is known of one carrier."""

    form: IdForm | None = None
    """None until it is learnt."""
    likely: IdForm | None = None
    matches: int = 0
    """How many receipts in a row spoke for `likely`."""


def response_keys(key_in_receipt: str) -> Mapping[IdForm, str]:
    """Under which key the response to a receipt's message would be, by form. A key that no base changes has one."""
    return _distinct({form: canonical_key(key_in_receipt, form) for form in FORMS})


def receipt_keys(key_in_response: str) -> Mapping[IdForm, str]:
    """Under which key a receipt for a response's message would wait, by form."""
    return _distinct({form: canonical_key(key_in_response, _INVERSE[form]) for form in FORMS})


def after_match(learnt: Learnt, form: IdForm) -> Learnt:
    """What is known after a receipt that only this form has matched. One for another form begins anew."""
    matches = learnt.matches + 1 if learnt.likely is form else 1
    known = form if matches >= MATCHES else learnt.form if learnt.form is form else None
    return Learnt(known, form, min(matches, MATCHES))


def _distinct(keys: Mapping[IdForm, str]) -> Mapping[IdForm, str]:
    """Without those that say the same as an earlier one."""
    found: dict[IdForm, str] = {}
    for form, key in keys.items():
        if key not in found.values():
            found[form] = key
    return found
