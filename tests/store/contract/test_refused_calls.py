"""If this fails, a refused call is not found by whoever looks for it, or they fill the disk."""

import msgspec
import pytest

from heliograph.sms.search.calls import has_code
from heliograph.sms.search.grammar import read_search
from heliograph.store import refused_calls as port
from heliograph.store.port import Unavailable
from heliograph.store.refused_calls import BODY_OCTETS_MAX, NoRefusedCalls, Place, RefusedCall, Sought
from heliograph.store.sqlite import refused_calls as adapter

OWN, OTHER = "1000000000000001", "2000000000000002"


def call(n, account=OWN, **changes):
    made = RefusedCall(f"id-{n}", 1_000 * n, account, "SendMessageToGlobe", "MOBILE_NUMBER_ILLEGAL", b"{}")
    return msgspec.structs.replace(made, **changes)


async def ids(world, account=OWN, **asked):
    return [one.request_id for one in await world.store.refused_calls(account, Sought(**asked), 99)]


async def test_the_newest_come_first_and_pages_join(world):
    await world.store.keep_refused([call(n) for n in range(1, 4)])
    # Of one moment the later one is the newer.
    await world.store.keep_refused([call(4, at=3_000), call(5)])
    seen, before = [], None
    while page := await world.store.refused_calls(OWN, Sought(before=before), 2):
        seen += [one.request_id for one in page]
        before = Place(page[-1].at, page[-1].number)
    assert seen == ["id-5", "id-4", "id-3", "id-2", "id-1"]


async def test_they_are_found_by_account_time_action_and_code(world):
    await world.store.keep_refused(
        [call(1), call(2, OTHER), call(3, ""), call(4, action="QueryMessage"), call(5, code="SignatureDoesNotMatch")]
    )
    assert await ids(world, OTHER) == ["id-2"]
    assert await ids(world, "") == ["id-3"]
    assert await ids(world, since=4_000) == ["id-5", "id-4"]
    assert await ids(world, until=4_000) == ["id-1"]
    assert await ids(world, action="QueryMessage") == ["id-4"]
    assert await ids(world, code="SignatureDoesNotMatch") == ["id-5"]


@pytest.mark.parametrize(
    "query", ["code:signature*", "code:X,SignatureDoesNotMatch", "-code:MOBILE*", "code:* code:*es*"]
)
async def test_they_are_found_by_terms_about_their_code(world, query):
    kept = [call(1), call(2, code="SignatureDoesNotMatch")]
    await world.store.keep_refused(kept)
    terms = read_search(query).terms
    assert await ids(world, codes=terms) == [one.request_id for one in kept if has_code(terms, one.code)] == ["id-2"]


async def test_one_is_found_by_its_request_id_after_a_restart(world):
    await world.store.keep_refused([call(1, body=b'{"said":"x"}')])
    await world.store.close()
    await world.begin()
    found = await world.store.refused_call("id-1")
    assert (found.account, found.at, found.body) == (OWN, 1_000, b'{"said":"x"}')
    assert await world.store.refused_call("id-2") is None


async def test_the_oldest_are_forgotten_beyond_a_number(world, monkeypatch):
    monkeypatch.setattr(adapter, "KEPT_MAX", 3)
    for n in range(1, 6):
        await world.store.keep_refused([call(n)])
    assert await ids(world) == ["id-5", "id-4", "id-3"]
    assert port.KEPT_MAX == 100_000


async def test_none_are_kept_of_nothing_and_none_that_are_too_large(world):
    await world.store.keep_refused([])
    with pytest.raises(ValueError, match="16384"):
        await world.store.keep_refused([call(1, body=b"x" * (BODY_OCTETS_MAX + 1))])
    assert await ids(world) == []


async def test_a_closed_store_keeps_none(world):
    await world.store.close()
    with pytest.raises(Unavailable):
        await world.store.keep_refused([call(1)])


async def test_where_none_are_kept_none_are_found():
    none = NoRefusedCalls()
    await none.keep_refused([call(1)])
    assert await none.refused_calls(OWN, Sought(), 9) == ()
    assert await none.refused_call("id-1") is None


async def test_of_many_with_codes_that_are_meant_the_newest_come_first_and_pages_join(world):
    kept = [call(n, code=f"CODE_{n % 3}", action=("QueryMessage", "SendMessageToGlobe")[n % 2]) for n in range(1, 25)]
    await world.store.keep_refused([*kept, call(99, OTHER, code="CODE_1")])
    for asked in ({"codes": read_search("-code:CODE_2").terms}, {"action": "QueryMessage"}, {"code": "CODE_1"}):
        sought, seen = Sought(**asked), []
        while page := await world.store.refused_calls(OWN, sought, 4):
            seen += [one.request_id for one in page]
            sought = msgspec.structs.replace(sought, before=Place(page[-1].at, page[-1].number))
        wanted = [
            one.request_id
            for one in reversed(kept)
            if sought.action in ("", one.action)
            if sought.code in ("", one.code) and has_code(sought.codes, one.code)
        ]
        assert seen == wanted
