"""If this fails, a subscriber gets an array that it cannot read, or inbound messages among its reports."""

import json

from heliograph.push.body import body_of, by_kind
from heliograph.sms.message import State
from heliograph.sms.report import Heard, Outcome
from heliograph.store.told import Key, Kind, Telling


def report(message: int) -> Telling:
    about = Outcome("1", "85261234567", "", "t", 1, State.DELIVERED, "DELIVRD", 0, 0)
    return Telling(Key("1/shop", Kind.REPORT, message, 1), 1, 0, about)


def inbound(number: int) -> Telling:
    return Telling(Key("1/shop", Kind.INBOUND, number, 1), 1, 0, Heard("1", "c", "852", "10690", "退订", 0))


def test_a_batch_is_one_array_in_order():
    read = json.loads(body_of([report(7), report(9)], 480))
    assert [one["MessageId"] for one in read] == ["7", "9"]
    assert body_of([inbound(3)], 480).decode().startswith('[{"phone_number":"852","content":"退订",')


def test_kinds_go_apart_and_keep_their_order():
    parts = by_kind([report(1), inbound(2), report(3), inbound(4)])
    assert [[telling.key.message for telling in part] for part in parts] == [[1, 3], [2, 4]]
    assert by_kind([inbound(2)]) == [[inbound(2)]]
