"""If this fails, a start forgets the limits of accounts, or a change does not hold until the next start."""

from heliograph.identity import AccountLimits, RatePolicy, SendLimits
from heliograph.operations.limit_book import LimitBook, change_of
from memory_records import MemoryRecords

SERVER = SendLimits(recipient_per_minute=1, price_per_segment={"*": 7})


async def test_what_accounts_have_of_their_own_is_read_at_the_start() -> None:
    records = MemoryRecords()
    for number in range(1200):
        own = AccountLimits(RatePolicy(account=number + 1), SendLimits(messages_per_day=number))
        await records.change(change_of(f"{number:04}", own))
    book = LimitBook(SERVER)
    await book.load(records)
    assert book.rates("0700") == RatePolicy(account=701)
    assert book.send("0700") == SendLimits(recipient_per_minute=1, messages_per_day=700, price_per_segment={"*": 7})
    assert book.own("1199").rates.account == 1200
    assert book.rates("other") is None
    assert book.send("other") == SERVER


async def test_a_change_holds_at_once_and_can_be_taken_back() -> None:
    records, book = MemoryRecords(), LimitBook(SERVER)
    await records.change(change_of("1", AccountLimits(send=SendLimits(recipient_per_minute=0))))
    book.note("1", AccountLimits(send=SendLimits(recipient_per_minute=0)))
    assert book.send("1").recipient_per_minute == 0
    assert book.rates("1") is book.rates("1")
    await records.change(change_of("1", AccountLimits()))
    book.note("1", AccountLimits())
    assert book.send("1") == SERVER
    assert records.kept == {}


def test_where_limits_are_not_enforced_only_prices_are_left() -> None:
    book = LimitBook(SERVER, enforced=False)
    assert book.send("1") == SendLimits(price_per_segment={"*": 7})


def test_an_account_weighs_as_much_as_any_other_unless_it_is_said() -> None:
    book = LimitBook(SERVER, enforced=False)
    book.note("1", AccountLimits(weight=3))
    assert [book.weight(account) for account in ("1", "2")] == [3, 1]
    book.note("1", AccountLimits())
    assert book.weight("1") == 1


def test_other_limits_of_the_server_hold_at_once_below_an_accounts_own() -> None:
    book = LimitBook(SERVER)
    book.note("1", AccountLimits(send=SendLimits(recipient_per_minute=9)))
    book.serve(SendLimits(recipient_per_minute=2, messages_per_day=5), True)
    assert book.send("1") == SendLimits(recipient_per_minute=9, messages_per_day=5)
    assert book.send("2") == SendLimits(recipient_per_minute=2, messages_per_day=5)
    book.serve(SERVER, False)
    assert book.send("2") == SendLimits(price_per_segment={"*": 7})
