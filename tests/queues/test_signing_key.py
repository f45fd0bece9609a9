"""If this fails, a restart makes every receipt handle and token void, and messages come twice."""

import pytest

from heliograph.identity.secret_box import OpenBox
from heliograph.queues.signing_key import KIND, OCTETS, keep_signing_key
from heliograph.store.port import Unavailable
from heliograph.store.records import ABSENT, Change
from memory_identities import SEALING_KEY, seal_of
from memory_records import MemoryRecords

BOX = OpenBox()


class Reversed(OpenBox):
    """A box whose content is not to be read as it stands."""

    def seal(self, octets: bytes, bound_to: bytes = b"") -> bytes:
        return super().seal(octets[::-1], bound_to)

    def open(self, sealed: bytes, bound_to: bytes = b"") -> bytes:
        return super().open(sealed, bound_to)[::-1]


async def test_the_key_is_made_once_and_found_again() -> None:
    records = MemoryRecords()
    key = await keep_signing_key(records, BOX)
    assert len(key) == OCTETS
    assert await keep_signing_key(records, BOX) == key
    assert await keep_signing_key(MemoryRecords(), BOX) != key


async def test_it_is_kept_as_the_box_seals_it() -> None:
    records = MemoryRecords()
    key = await keep_signing_key(records, Reversed())
    assert key not in records.kept[KIND, "", ""].body
    assert await keep_signing_key(records, Reversed()) == key


async def test_a_key_that_the_box_cannot_open_is_made_anew() -> None:
    records = MemoryRecords()
    await records.change([Change(KIND, "", "", b"sealed under a key that was lost")])
    key = await keep_signing_key(records, BOX)
    assert len(key) == OCTETS
    assert await keep_signing_key(records, BOX) == key


async def test_it_is_sealed_anew_at_each_start_so_that_a_rotated_key_can_go() -> None:
    records = MemoryRecords()
    key = await keep_signing_key(records, seal_of(bytes(32)))
    assert await keep_signing_key(records, seal_of(SEALING_KEY, bytes(32))) == key
    assert await keep_signing_key(records, seal_of(SEALING_KEY)) == key


async def test_of_two_processes_that_make_it_one_wins() -> None:
    records = MemoryRecords()

    def draw_while_another_is_quicker(octets: int) -> bytes:
        records._write(Change(KIND, "", "", BOX.seal(b"theirs", KIND.encode()), ABSENT))
        return b"ours"

    assert await keep_signing_key(records, BOX, draw_while_another_is_quicker) == b"theirs"


async def test_a_store_that_cannot_keep_it_is_not_passed_over() -> None:
    records = MemoryRecords()
    records.raises.append(Unavailable("full"))
    with pytest.raises(Unavailable):
        await keep_signing_key(records, BOX)
