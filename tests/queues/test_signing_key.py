"""If this fails, a restart makes every receipt handle and token void, and messages come twice."""

import pytest

from heliograph.identity.seal import bound_to_record
from heliograph.queues.signing_key import KIND, OCTETS, keep_signing_key
from heliograph.store.port import Unavailable
from heliograph.store.records import ABSENT, Change
from memory_identities import SEALING_KEY, seal_of
from memory_records import MemoryRecords

SEAL = seal_of()


async def test_the_key_is_made_once_and_found_again() -> None:
    records = MemoryRecords()
    key = await keep_signing_key(records, SEAL)
    assert len(key) == OCTETS
    assert await keep_signing_key(records, SEAL) == key
    assert records.kept[KIND, "", ""].revision == 1
    assert await keep_signing_key(MemoryRecords(), SEAL) != key


async def test_it_is_not_readable_where_it_lies() -> None:
    records = MemoryRecords()
    key = await keep_signing_key(records, SEAL)
    assert key not in records.kept[KIND, "", ""].body


async def test_a_key_that_cannot_be_opened_is_made_anew() -> None:
    records = MemoryRecords()
    lost = await keep_signing_key(records, seal_of(bytes(32)))
    key = await keep_signing_key(records, SEAL)
    assert key != lost
    assert await keep_signing_key(records, SEAL) == key


async def test_it_is_sealed_again_under_a_new_sealing_key_so_that_the_former_can_go() -> None:
    records = MemoryRecords()
    key = await keep_signing_key(records, seal_of(bytes(32)))
    assert await keep_signing_key(records, seal_of(SEALING_KEY, bytes(32))) == key
    assert await keep_signing_key(records, seal_of(SEALING_KEY)) == key


async def test_of_two_processes_that_make_it_one_wins() -> None:
    records = MemoryRecords()

    def draw_while_another_is_quicker(octets: int) -> bytes:
        theirs = SEAL.seal(b"theirs", bound_to_record(KIND, "", ""))
        records._write(Change(KIND, "", "", theirs, ABSENT))
        return b"ours"

    assert await keep_signing_key(records, SEAL, draw_while_another_is_quicker) == b"theirs"


async def test_a_store_that_cannot_keep_it_is_not_passed_over() -> None:
    records = MemoryRecords()
    records.raises.append(Unavailable("full"))
    with pytest.raises(Unavailable):
        await keep_signing_key(records, SEAL)
