"""If this fails, a number that refuses twice refuses for ever, or takes the first try."""

from heliograph.simulator.behaviour import DELIVER, Behaviour
from heliograph.simulator.reassembly import UserData
from heliograph.simulator.tries import Tries

ALWAYS = Behaviour("refused", command_status=88, receipts=())
TWICE = Behaviour("refused twice", command_status=88, receipts=(), tries=2)


def test_a_behaviour_without_a_limit_holds_for_every_try() -> None:
    tries = Tries()
    assert all(tries.behaviour_of(ALWAYS, "a", "b", UserData(b"text")) is ALWAYS for _ in range(5))


def test_the_try_after_the_last_is_delivered_and_the_count_starts_anew() -> None:
    tries = Tries()
    met = [tries.behaviour_of(TWICE, "a", "b", UserData(b"text")) for _ in range(6)]
    assert met == [TWICE, TWICE, DELIVER, TWICE, TWICE, DELIVER]


def test_messages_are_counted_apart_by_address_text_and_part_but_not_by_reference() -> None:
    tries = Tries()
    for source, destination, data in (
        ("a", "b", UserData(b"text", b"", 7, 1, 2)),
        ("a", "b", UserData(b"text", b"", 7, 2, 2)),
        ("a", "b", UserData(b"other", b"", 7, 1, 2)),
        ("a", "c", UserData(b"text", b"", 7, 1, 2)),
        ("c", "b", UserData(b"text", b"", 7, 1, 2)),
    ):
        assert tries.behaviour_of(TWICE, source, destination, data) is TWICE
    assert tries.behaviour_of(TWICE, "a", "b", UserData(b"text", b"", 8, 1, 2)) is TWICE
    assert tries.behaviour_of(TWICE, "a", "b", UserData(b"text", b"", 9, 1, 2)) is DELIVER


def test_no_more_messages_are_counted_than_the_limit() -> None:
    tries = Tries(messages_max=2)
    for text in (b"1", b"2", b"3"):
        tries.behaviour_of(TWICE, "a", "b", UserData(text))
    tries.behaviour_of(TWICE, "a", "b", UserData(b"1"))
    tries.behaviour_of(TWICE, "a", "b", UserData(b"1"))
    assert tries.behaviour_of(TWICE, "a", "b", UserData(b"1")) is DELIVER, "forgotten, so it began anew"
