"""If this fails, a subscription of the configuration file is not made, or a start ends one that an operation made."""

import msgspec
import pytest

from heliograph.identity.seal import bound_to_record
from heliograph.push.configured import Configured, keep_configured
from heliograph.sms.subscription import decode_subscription, encode_subscription
from heliograph.store.records import Change
from memory_identities import seal_of
from memory_records import MemoryRecords

ACCOUNT = "1000000000000001"


def wanted(name: str = "shop", **changes) -> Configured:
    usual = {"url": "https://shop.example/", "receipts": ("SmsReport",), "schedule": "default", "secret": "key"}
    return Configured(**{"name": name, "batch_size": 100, "in_flight": 1, **usual, **changes})


@pytest.fixture
def records():
    return MemoryRecords()


async def keep(records, *those: Configured, now: int = 5) -> None:
    await keep_configured(records, seal_of(), ACCOUNT, those, now)


def kept(records) -> dict:
    return {key: decode_subscription(record.body) for (_, _, key), record in records.kept.items()}


async def test_what_the_file_has_is_made_with_its_secret_sealed(records):
    await keep(records, wanted())
    made = kept(records)["config-shop"]
    assert (made.id, made.url, made.receipts, made.made_at) == (
        "config-shop",
        "https://shop.example/",
        ("SmsReport",),
        5,
    )
    assert seal_of().open(made.sealed_secret, bound_to_record("subscription", ACCOUNT, "config-shop")) == b"key"


async def test_a_start_with_the_same_file_changes_nothing(records):
    await keep(records, wanted())
    await keep(records, wanted(), now=9)
    assert [record.revision for record in records.kept.values()] == [1]


@pytest.mark.parametrize(
    "change", [{"url": "https://other.example/"}, {"secret": "new"}, {"secret": ""}, {"in_flight": 2}]
)
async def test_what_was_changed_in_the_file_is_changed_and_its_age_stays(records, change):
    await keep(records, wanted())
    await keep(records, wanted(**change), now=9)
    assert [record.revision for record in records.kept.values()] == [2]
    assert kept(records)["config-shop"].made_at == 5


async def test_one_that_was_paused_stays_so(records):
    await keep(records, wanted())
    made = kept(records)["config-shop"]
    paused = encode_subscription(msgspec.structs.replace(made, paused=True))
    await records.change([Change("subscription", ACCOUNT, "config-shop", paused)])
    await keep(records, wanted(batch_size=7))
    assert (kept(records)["config-shop"].paused, kept(records)["config-shop"].batch_size) == (True, 7)


async def test_one_that_left_the_file_ends_and_no_other(records):
    await records.change([Change("subscription", ACCOUNT, "sub-1", b"{}")])
    await records.change([Change("subscription", "2", "config-theirs", b"{}")])
    await keep(records, wanted(), wanted("second"))
    await keep(records, wanted("second"))
    assert sorted(key for _, _, key in records.kept) == ["config-second", "config-theirs", "sub-1"]


async def test_a_record_that_cannot_be_read_is_written_anew(records):
    await records.change([Change("subscription", ACCOUNT, "config-shop", b"{")])
    await keep(records, wanted())
    assert kept(records)["config-shop"].url == "https://shop.example/"
