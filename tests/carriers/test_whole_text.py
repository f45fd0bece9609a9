"""If these fail, a message that a customer gave as octets goes over HTTP empty, or as another message than it is."""

import msgspec
import pytest

from heliograph.carriers.port import HandOver
from heliograph.carriers.unsendable import Unsendable
from heliograph.carriers.whole_text import whole_text_of
from heliograph.sms.given import Given

PLAIN = HandOver(42, 1, 1, "85261234567", "Shop", "Hello", False, 9, 1, 600)
OCTETS = msgspec.structs.replace(PLAIN, text="")


def test_a_text_is_itself_whatever_stands_beside_it() -> None:
    assert whole_text_of(PLAIN) == "Hello"
    assert whole_text_of(msgspec.structs.replace(PLAIN, given=Given(protocol_id=65, tlvs=((0x1400, b"1"),)))) == "Hello"


@pytest.mark.parametrize(
    ("octets", "data_coding", "text"),
    [(b"\x00 \x1be", 0, "@ €"), ("漢字".encode("utf-16-be"), 8, "漢字"), (b"\xfc", 3, "ü"), (b"", 0, "")],
)
def test_octets_go_as_the_text_that_they_are(octets: bytes, data_coding: int, text: str) -> None:
    assert whole_text_of(msgspec.structs.replace(OCTETS, given=Given(octets, data_coding))) == text


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Given(b"\x01\x02", 4), "ESME_RINVDCS"),
        (Given(b"part", 0, tlvs=((0x020C, b"\x00\x09"), (0x020E, b"\x02"), (0x020F, b"\x01"))), "ESME_RINVESMCLASS"),
        (Given(b"part", 0, b"\x05\x00\x03\x09\x02\x01"), "ESME_RINVESMCLASS"),
    ],
)
def test_what_is_no_text_of_its_own_is_never_written(given: Given, code: str) -> None:
    with pytest.raises(Unsendable) as refused:
        whole_text_of(msgspec.structs.replace(OCTETS, given=given))
    assert refused.value.code == code
