"""If these fail, the strip above the list shows other messages than the list."""

import random
from collections import Counter
from email.utils import parsedate_to_datetime

import pytest

from heliograph.operations.heliograph_2026_11_01.count_messages import count_messages
from heliograph.sms.message import message_state
from heliograph.sms.search.standing import family_of
from heliograph.store.port import Stored
from searched_messages import ACCOUNT, messages

NOW = 1_795_000_000_000


@pytest.fixture
def filled(bench):  # type: ignore[no-untyped-def]
    """A bench with messages of three weeks."""
    bench.searches.since = NOW // 60_000 - 7 * 1_440
    bench.searches.held[ACCOUNT] = [
        Stored(*pair) for pair in messages(random.Random(3), NOW, 200, 21) if pair[0].account == ACCOUNT
    ]
    return bench


def sums(reply) -> Counter[str]:  # type: ignore[no-untyped-def]
    found: Counter[str] = Counter()
    for row in reply.fields["Stretches"]:
        found.update({name: int(count) for name, count in row.items() if name != "Date"})
    assert found.total() == int(reply.fields["Messages"])
    return found


def held(bench, since: float, until: float) -> Counter[str]:  # type: ignore[no-untyped-def]
    states = [message_state(s.message) for s in bench.searches.held[ACCOUNT] if since <= s.message.accepted_at < until]
    return Counter(family_of(state).name.title() for state in states)


@pytest.mark.parametrize(
    ("query", "hours", "seconds"),
    [("", 24, 1_800), ("after:-1h", 1, 120), ("after:-3d", 72, 7_200), ("after:-3w", 504, 86_400)],
)
async def test_figures_are_counted_in_stretches_that_people_read(filled, query, hours, seconds) -> None:
    reply = await filled.call(count_messages, Query=query)
    assert reply.fields["StretchSeconds"] == str(seconds)
    assert reply.fields["IsTruncated"] == "false"
    since = parsedate_to_datetime(reply.fields["Since"]).timestamp() * 1_000
    until = parsedate_to_datetime(reply.fields["Until"]).timestamp() * 1_000
    assert NOW - hours * 3_600_000 - seconds * 1_000 < since <= NOW - hours * 3_600_000
    assert NOW <= until < NOW + seconds * 1_000
    assert (until - since) / 1_000 / seconds <= 60
    if seconds < 86_400:
        assert sums(reply) == held(filled, since, until)
    dates = [parsedate_to_datetime(row["Date"]).timestamp() for row in reply.fields["Stretches"]]
    assert dates == sorted(set(dates))
    assert all((date - since / 1_000) % seconds == 0 for date in dates)


async def test_what_figures_do_not_tell_is_counted_one_by_one(filled) -> None:
    by_figures = await filled.call(count_messages, Query="after:-1h")
    one_by_one = await filled.call(count_messages, Query="after:-1h -is:retried,smpp")
    others = await filled.call(count_messages, Query="after:-1h is:retried,smpp")
    assert sums(one_by_one) + sums(others) == sums(by_figures)
    assert sums(others)
    assert one_by_one.fields["IsTruncated"] == "false"


async def test_no_more_is_looked_at_than_one_call_may(filled, monkeypatch) -> None:
    module = "heliograph.operations.heliograph_2026_11_01.count_messages"
    monkeypatch.setattr(f"{module}.EXAMINED_MAX", 10)
    reply = await filled.call(count_messages, Query="after:-1h seg:>1")
    assert reply.fields["IsTruncated"] == "true"
    assert parsedate_to_datetime(reply.fields["CountedSince"]).timestamp() * 1_000 <= NOW
    monkeypatch.setattr(f"{module}._READ_MAX", 2)
    monkeypatch.setattr(f"{module}._PAGE", 2)
    monkeypatch.setattr(f"{module}.EXAMINED_MAX", 1_000)
    reply = await filled.call(count_messages, Query="after:-1d -is:smpp")
    assert (reply.fields["IsTruncated"], reply.fields["Messages"]) == ("true", "2")


@pytest.mark.parametrize("stretches", ["2", "3", "500"])
async def test_no_more_stretches_than_asked_for(filled, stretches) -> None:
    reply = await filled.call(count_messages, Query="after:-7d", Stretches=stretches)
    since, until = (parsedate_to_datetime(reply.fields[name]).timestamp() for name in ("Since", "Until"))
    assert (until - since) / int(reply.fields["StretchSeconds"]) <= int(stretches)
    assert until >= NOW / 1_000
    assert since <= NOW / 1_000 - 7 * 86_400


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"Query": "status:x"}, "INVALID_PARAMETERS"),
        ({"Stretches": "1"}, "INVALID_PARAMETERS"),
        ({"Stretches": "501"}, "INVALID_PARAMETERS"),
        ({"AccountId": "9"}, "ACCOUNT_NOT_EXISTS"),
    ],
)
async def test_what_cannot_be_counted_is_refused(bench, parameters, code) -> None:
    assert (await bench.call(count_messages, **parameters)).code == code


async def test_a_time_that_has_no_end_behind_its_beginning_is_empty(filled) -> None:
    reply = await filled.call(count_messages, Query="after:-1h before:-2h")
    assert reply.fields["Messages"] == "0"
