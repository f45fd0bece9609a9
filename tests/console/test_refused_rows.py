"""If this fails, a refused call or a message stands on two pages of the list, or on none."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from heliograph.console.refused_rows import REFUSED_MAX, with_refused
from heliograph.sms.message_id import EPOCH_MS, first_of, time_of

#: Messages on a page.
ROWS = 50


class Account:
    """What an account has, as `Visit` asks for it: messages by their ids, calls by their moments."""

    def __init__(self, messages: list[int], calls: list[int]) -> None:
        self.messages = sorted(messages, reverse=True)
        self.calls = sorted(enumerate(calls), key=lambda call: (call[1], call[0]), reverse=True)

    def found(self, before: str) -> Mapping[str, Any]:
        meant = [one for one in self.messages if not before or one < int(before)]
        page = [{"MessageId": str(one)} for one in meant[:ROWS]]
        more = {"NextBefore": page[-1]["MessageId"]} if page else {}
        return {"Messages": page, "IsTruncated": str(len(meant) > ROWS).lower(), **more}

    async def ask_if_allowed(self, action: str, parameters: Mapping[str, str]) -> Mapping[str, Any]:
        assert action == "ListCalls"
        since, until = int(parameters["SinceTimestamp"] or 0), int(parameters["UntilTimestamp"] or 2**62)
        limit = int(parameters["MaxItems"])
        meant = [(number, at) for number, at in self.calls if since <= at < until]
        page = [{"CallId": f"call-{number}", "Timestamp": str(at)} for number, at in meant[:limit]]
        return {"Calls": page, "IsTruncated": str(len(meant) > limit).lower()}


def moments(most: int) -> st.SearchStrategy[list[int]]:
    """Of a short time, so that many are of the same millisecond."""
    return st.lists(st.integers(EPOCH_MS + 1, EPOCH_MS + 40), max_size=most)


@given(moments(160), moments(200))
async def test_every_row_stands_on_one_page(messages: list[int], calls: list[int]) -> None:
    # Of one moment no more than a page has: what is kept of a second is as many.
    calls = [at for at in calls if calls.count(at) <= REFUSED_MAX]
    ids = [first_of(at) + n for n, at in enumerate(messages)]
    account = Account(ids, calls)
    seen: list[Mapping[str, Any]] = []
    before = ""
    for _ in range(len(ids) + len(calls) + 2):
        among = await with_refused(account, "", account.found(before), before)  # type: ignore[arg-type]
        seen += among.rows
        before = among.before
        if not before:
            break
    assert not before, "the pages do not end"
    names = [row.get("CallId", row.get("MessageId")) for row in seen]
    assert sorted(names) == sorted([*map(str, ids), *(f"call-{n}" for n in range(len(calls)))])
    times = [int(row["Timestamp"]) if "CallId" in row else time_of(int(row["MessageId"])) for row in seen]
    assert times == sorted(times, reverse=True)
