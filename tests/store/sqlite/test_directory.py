"""If this fails, receipts under one carrier id push each other out, and the verdict is the one that goes."""

import sqlite3

import pytest

from heliograph.sms.message import State
from heliograph.store.port import Receipt
from heliograph.store.sqlite.directory import RECEIPTS_MAX, Directory, Entry
from heliograph.store.sqlite.migrate import migrate


def receipt(state: State = State.DELIVERED, code: str = "", at: int = 100, to: str = "", key: str = "k") -> Receipt:
    return Receipt("net-one", key, to, state, code, at, b"\x00\xffraw")


@pytest.fixture
def connection():
    made = sqlite3.connect(":memory:", isolation_level=None)
    migrate(made)
    yield made
    made.close()


def again(connection, directory):
    """What another transaction would read."""
    directory.flush()
    return Directory(connection)


def test_what_is_kept_is_read_again(connection):
    directory = Directory(connection)
    directory.load([("net-one", "k")])
    given = [receipt(State.SUBMITTED, "ENROUTE", 1), receipt(State.FAILED, "UNDELIV", 2), receipt(at=3)]
    assert [directory.wait(one) for one in given] == [True, True, True]
    (entry,) = again(connection, directory).waiting_for("net-one", "", 0)
    assert [(seen.state, seen.code, seen.received_at, seen.raw) for seen in entry.receipts] == [
        (one.state, one.code, one.received_at, one.raw) for one in given
    ]


def test_only_receipts_since_a_time_and_of_a_recipient_are_candidates(connection):
    directory = Directory(connection)
    given = [receipt(at=5, to="1", key="a"), receipt(at=6, to="1", key="b"), receipt(at=6, to="2", key="c")]
    directory.load(("net-one", one.key) for one in given)
    for one in given:
        directory.wait(one)
    found = again(connection, directory)
    assert [entry.key for entry in found.waiting_for("net-one", "1", 6)] == ["b"]
    assert [entry.key for entry in found.waiting_for("net-one", "1", 5)] == ["a", "b"]
    assert found.waiting_for("net-two", "1", 0) == []


def test_of_too_many_receipts_proof_of_delivery_stays_then_verdicts():
    entry = Entry("net-one", "k", 0)
    entry.keep(receipt(State.DELIVERED, "DELIVRD"))
    entry.keep(receipt(State.FAILED, "UNDELIV"))
    for number in range(50):
        entry.keep(receipt(State.SUBMITTED, f"ENROUTE{number}"))
    assert len(entry.receipts) == RECEIPTS_MAX
    assert {seen.code for seen in entry.receipts} >= {"DELIVRD", "UNDELIV", "ENROUTE49"}
    for number in range(50):
        entry.keep(receipt(State.FAILED, f"{number}"))
    assert len(entry.receipts) == RECEIPTS_MAX
    assert {seen.code for seen in entry.receipts} >= {"DELIVRD", "49"}


def test_the_same_words_later_move_a_waiting_receipt_and_no_bound_one():
    waiting, bound = Entry("net-one", "k", 0), Entry("net-one", "k", 0, message=1)
    for entry in (waiting, bound):
        assert entry.keep(receipt(at=1))
        assert not entry.keep(receipt(at=9))
        assert not entry.keep(receipt(at=5))
    assert [seen.received_at for seen in waiting.receipts] == [9]
    assert [seen.received_at for seen in bound.receipts] == [1]


def test_what_was_rolled_back_is_forgotten(connection):
    directory = Directory(connection)
    directory.load([("net-one", "k")])
    directory.wait(receipt())
    directory.revert()
    directory.flush()
    assert Directory(connection).waiting_for("net-one", "", 0) == []
