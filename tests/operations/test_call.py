"""If these fail, an operation reads a parameter that nobody sent."""

import pytest

from heliograph.operations.call import Call
from heliograph.operations.dysmsapi_2018_05_01.query_message import QUERY_MESSAGE
from heliograph.sms.msisdn import NumberBook


def test_what_was_not_sent_reads_as_nothing() -> None:
    call = Call(QUERY_MESSAGE, "1", "", "ID", {})
    assert (call.text("A"), call.number("A"), call.number("A", 7), call.texts("A")) == ("", 0, 7, ())
    with pytest.raises(KeyError):
        call.msisdn("A")


def test_what_was_sent_reads_as_its_type() -> None:
    number = NumberBook().find("85261234567")
    assert number is not None
    call = Call(QUERY_MESSAGE, "1", "", "ID", {"T": "x", "N": 5, "L": ("a", "b"), "M": number})
    assert (call.text("T"), call.number("N", 7), call.texts("L"), call.msisdn("M")) == ("x", 5, ("a", "b"), number)


def test_a_flag_is_false_and_an_object_empty_where_none_was_sent() -> None:
    call = Call(QUERY_MESSAGE, "1", "", "ID", {"F": True, "O": ("code", "1", "name", "2")})
    assert (call.flag("F"), call.flag("G")) == (True, False)
    assert (call.pairs("O"), call.pairs("P")) == ({"code": "1", "name": "2"}, {})
