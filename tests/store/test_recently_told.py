"""If these fail, a page says that a message was pushed which was not, or memory grows with every push."""

from heliograph.store.recently_told import RecentlyTold
from heliograph.store.told import Attempt, Key, Kind


def attempt(at, outcome=""):
    return Attempt(at, 5, Kind.REPORT, 1, 1, 200, outcome)


def test_a_message_has_every_push_that_it_was_in_oldest_first():
    pushes = RecentlyTold()
    pushes.add("a/shop", attempt(1, "no reply"), [1, 2])
    pushes.add("a/other", attempt(2), [3])
    pushes.add("a/shop", attempt(3), [2])
    assert [(name, one.at) for name, one in pushes.of_message(2)] == [("a/shop", 1), ("a/shop", 3)]
    assert pushes.of_message(9) == []


def test_what_a_subscriber_took_by_itself_counts_where_it_is_a_receipt():
    recent = RecentlyTold()
    recent.taken([Key("a/queue", Kind.REPORT, 1, 0, 9), Key("a/queue", Kind.INBOUND, 2, 0, 9)], at=7)
    recent.taken([], at=8)
    [(subscriber, told)] = recent.of_message(1)
    assert (subscriber, told.at, told.count, told.outcome) == ("a/queue", 7, 1, "")
    assert recent.of_message(2) == []


def test_the_oldest_pushes_go_when_they_hold_too_many_messages():
    pushes = RecentlyTold(messages_max=4)
    for n in range(1, 5):
        pushes.add("a/shop", attempt(n), [n, n + 100])
    assert [bool(pushes.of_message(n)) for n in range(1, 5)] == [False, False, True, True]
    pushes.add("a/shop", attempt(9), range(10))
    assert not pushes.of_message(4)
