"""If this fails, a restart makes every receipt handle and token void, and messages come twice."""

import pytest

from heliograph.queues.signing_key import KIND, OCTETS, keep_signing_key
from heliograph.store.port import Unavailable
from heliograph.store.records import ABSENT, Change
from memory_records import MemoryRecords


async def test_the_key_is_made_once_and_found_again() -> None:
    records = MemoryRecords()
    key = await keep_signing_key(records)
    assert len(key) == OCTETS
    assert await keep_signing_key(records) == key
    assert await keep_signing_key(MemoryRecords()) != key


async def test_of_two_processes_that_make_it_one_wins() -> None:
    records = MemoryRecords()

    def draw_while_another_is_quicker(octets: int) -> bytes:
        records._write(Change(KIND, "", "", b"theirs", ABSENT))
        return b"ours"

    assert await keep_signing_key(records, draw_while_another_is_quicker) == b"theirs"


async def test_a_store_that_cannot_keep_it_is_not_passed_over() -> None:
    records = MemoryRecords()
    records.raises.append(Unavailable("full"))
    with pytest.raises(Unavailable):
        await keep_signing_key(records)
