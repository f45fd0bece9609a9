"""If these fail, somebody sees a call of somebody else's, or does not find their own."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import msgspec
import pytest

from heliograph.identity import Credential
from heliograph.operations.calls import CallStep, NoCalls, SeenCall
from heliograph.operations.heliograph_2026_11_01.get_call import get_call
from heliograph.operations.heliograph_2026_11_01.list_calls import list_calls
from heliograph.store.refused_calls import Place, RefusedCall, Sought

ROOT, CUSTOMER = "1000000000000001", "2000000000000002"
CALLER = Credential("LTAIcustomer", "secret", CUSTOMER)
T = 1_545_641_902_000


class Remembered:
    """`Calls`: these, newest first."""

    def __init__(self, calls: Sequence[SeenCall]) -> None:
        self.all = calls
        self.sought: list[Sought] = []

    def recent(self, accounts: Collection[str], sought: Sought, limit: int) -> Sequence[tuple[Place, SeenCall]]:
        self.sought.append(sought)
        found = [(Place(call.at, call.at - T), call) for call in self.all if call.account in accounts]
        return [one for one in found if sought.before is None or one[0] < sought.before][:limit]

    def find(self, request_id: str) -> SeenCall | None:
        return next((call for call in self.all if call.request_id == request_id), None)


def seen(n: int, account: str = ROOT, **more: object) -> SeenCall:
    return SeenCall(request_id=f"id-{n}", at=T + n, account=account, action="SendMessageToGlobe", code="OK", **more)  # type: ignore[arg-type]


async def keep(bench, *calls: SeenCall) -> None:
    await bench.refused_calls.keep_refused(
        [RefusedCall(c.request_id, c.at, c.account, c.action, c.code, msgspec.json.encode(c)) for c in calls]
    )


def ids(reply) -> list[str]:
    return [row["CallId"] for row in reply.fields["Calls"]]


async def test_everybody_sees_their_own_and_only_the_servers_account_those_of_nobody(bench):
    bench.calls = Remembered([seen(3, CUSTOMER), seen(2, ""), seen(1)])
    assert ids(await bench.call(list_calls)) == ["id-2", "id-1"]
    assert ids(await bench.call(list_calls, caller=CALLER)) == ["id-3"]


@pytest.mark.parametrize("refused", ["true", "false"])
async def test_pages_join_without_a_gap(bench, refused):
    made = [seen(n) for n in range(7, 0, -1)]
    bench.calls = Remembered(made)
    await keep(bench, *made[::-1])
    found, marker = [], {}
    while True:
        reply = await bench.call(list_calls, Refused=refused, MaxItems="3", **marker)
        found += ids(reply)
        if "Marker" not in reply.fields:
            break
        assert reply.fields["IsTruncated"] == "true"
        marker = {"Marker": reply.fields["Marker"]}
    assert found == [f"id-{n}" for n in range(7, 0, -1)]


async def test_refused_ones_of_nobody_and_ones_own_are_one_list(bench):
    await keep(bench, seen(1), seen(2, ""), seen(3), seen(4, CUSTOMER))
    assert ids(await bench.call(list_calls, Refused="true")) == ["id-3", "id-2", "id-1"]
    assert ids(await bench.call(list_calls, Refused="true", SinceTimestamp=str(T + 2))) == ["id-3", "id-2"]
    assert ids(await bench.call(list_calls, Refused="true", UntilTimestamp=str(T + 2))) == ["id-1"]


async def test_what_is_sought_reaches_those_in_memory(bench):
    bench.calls = Remembered([])
    await bench.call(list_calls, Code="NoPermission", OperationName="QueryMessage", SinceTimestamp="5")
    [sought] = bench.calls.sought
    assert (sought.code, sought.action, sought.since, sought.until) == ("NoPermission", "QueryMessage", 5, 2**62)


async def test_a_search_finds_the_refused_ones_that_it_means(bench):
    await keep(bench, seen(1), replace(seen(2), code="Throttling.User"))
    assert ids(await bench.call(list_calls, Refused="true", Query="is:refused")) == ["id-2", "id-1"]
    assert ids(await bench.call(list_calls, Refused="true", Query="code:throttling.*")) == ["id-2"]
    moments = {"SinceTimestamp": str(T + 2), "UntilTimestamp": str(T + 3)}
    assert ids(await bench.call(list_calls, Refused="true", Query="after:2018-12-01", **moments)) == ["id-2"]
    assert ids(await bench.call(list_calls, Refused="true", Query="before:2018-12-01", **moments)) == []
    assert ids(await bench.call(list_calls, Refused="true", Query="to:6581")) == []


@pytest.mark.parametrize(("refused", "query"), [("false", "is:refused"), ("true", "colour:red")])
async def test_a_search_for_calls_that_means_nothing_is_refused(bench, refused, query):
    reply = await bench.call(list_calls, Refused=refused, Query=query)
    assert (reply.code, "Query" in reply.description) == ("INVALID_PARAMETERS", True)


@pytest.mark.parametrize("marker", ["x", "1", "1.", "1.x", ".1"])
async def test_a_marker_that_no_page_has_answered_is_refused(bench, marker):
    reply = await bench.call(list_calls, Marker=marker)
    assert (reply.code, "Marker" in reply.description) == ("INVALID_PARAMETERS", True)


async def test_one_call_is_shown_with_its_steps_from_memory_and_else_from_the_disk(bench):
    call = seen(1, steps=(CallStep("read", 12), CallStep("key", 20)), request="POST /", reply="{}", message_id="17")
    bench.calls = Remembered([call])
    fields = (await bench.call(get_call, CallId="id-1")).fields
    assert fields["Steps"] == [{"Name": "read", "Microseconds": "12"}, {"Name": "key", "Microseconds": "20"}]
    assert (fields["Request"], fields["Reply"], fields["MessageId"]) == ("POST /", "{}", "17")
    bench.calls = NoCalls()
    await keep(bench, call)
    assert (await bench.call(get_call, CallId="id-1")).fields == fields


async def test_a_call_of_somebody_else_is_as_one_that_never_was(bench):
    bench.calls = Remembered([seen(1, CUSTOMER), seen(2, "")])
    assert (await bench.call(get_call, CallId="id-1")).code == "DATA_NOT_EXIST"
    assert (await bench.call(get_call, caller=CALLER, CallId="id-2")).code == "DATA_NOT_EXIST"
    assert (await bench.call(get_call, CallId="id-2")).code == "OK"
    assert (await bench.call(get_call, CallId="id-3")).code == "DATA_NOT_EXIST"
