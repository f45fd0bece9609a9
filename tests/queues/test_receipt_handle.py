"""If this fails, a consumer deletes what is not his to delete, or cannot delete what is."""

import random

from hypothesis import given
from hypothesis import strategies as st

from heliograph.queues.receipt_handle import LENGTH_MAX, ReceiptHandles
from heliograph.store.told import Key, Kind

HANDLES = ReceiptHandles(bytes(range(32)))

KEYS = st.builds(
    Key,
    st.just("1000000000000001/queue"),
    st.sampled_from(Kind),
    st.integers(0, 2**63 - 1),
    st.integers(1, 2),
    st.integers(0, 2**62),
)


@given(KEYS)
def test_a_handle_is_opened_to_what_it_was_sealed_from(key: Key) -> None:
    handle = HANDLES.seal(key)
    assert HANDLES.open(key.subscriber, handle) == key
    assert ReceiptHandles(bytes(range(32))).open(key.subscriber, handle) == key, "also after a restart"
    assert len(handle) <= LENGTH_MAX
    assert set(handle) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), "no SDK escapes it"


@given(KEYS)
def test_it_is_good_in_its_own_queue_and_under_its_own_key_only(key: Key) -> None:
    handle = HANDLES.seal(key)
    assert HANDLES.open("2000000000000002/queue", handle) is None
    assert HANDLES.open(key.subscriber + "\0", handle) is None
    assert ReceiptHandles(bytes(32)).open(key.subscriber, handle) is None


@given(KEYS, st.randoms())
def test_no_letter_of_it_can_be_changed(key: Key, dice: random.Random) -> None:
    handle = HANDLES.seal(key)
    position = dice.randrange(len(handle))
    letter = dice.choice([c for c in "AZaz09-_" if c != handle[position]])
    assert HANDLES.open(key.subscriber, handle + "=") is None
    assert HANDLES.open(key.subscriber, handle[:position] + letter + handle[position + 1 :]) is None


@given(st.text(max_size=LENGTH_MAX + 2))
def test_any_text_is_no_handle(text: str) -> None:
    for handle in (text, "1-" + text):
        assert HANDLES.open("1000000000000001/queue", handle) is None
