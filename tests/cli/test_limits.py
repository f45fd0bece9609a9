"""Without this, an operator would change other limits than those named, or overwrite somebody else's change."""

import json
from typing import Any

import pytest
from command_and_server import FakeApi

from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.limits import changed

OWN = {"rates": {"account": 50}, "send": {"messages_per_day": 1000, "countries_allowed": ["HK", "SG"]}}


def limits(own: dict[str, Any], **fields: str) -> dict[str, Any]:
    return {
        "ResponseCode": "OK",
        "AccountId": "1000000000000002",
        "Limits": json.dumps(own),
        "InForce": '{"recipient_per_minute":1,"price_per_segment":{"*":7}}',
        "UsedToday": "17",
        "UsedThisMonth": "170",
        **fields,
    }


def test_what_holds_and_what_is_used_is_shown(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("GetAccountLimits", limits(OWN, Revision="3", Balance="5"))
    done = client("limits", "show", "--account", "1000000000000002")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["Account", "1000000000000002"],
        ["Used", "today", "17"],
        ["Used", "this", "month", "170"],
        ["Balance", "5"],
        ["Its", "own:"],
        ["rates.account", "50"],
        ["send.messages_per_day", "1000"],
        ["send.countries_allowed", "HK,SG"],
        ["On", "sending,", "in", "force:"],
        ["send.recipient_per_minute", "1"],
        ["send.price_per_segment.*", "7"],
    ]
    ((_, asked),) = api.seen()
    assert asked["AccountId"] == "1000000000000002"


def test_a_change_leaves_the_other_limits_and_says_what_it_was_made_from(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("GetAccountLimits", limits(OWN, Revision="3"))
    api.script("SetAccountLimits", limits({"rates": {"account": 60}}))
    done = client("limits", "set", "rates.account=60", "send.countries_allowed=")
    assert (done.returncode, done.stderr) == (0, "")
    (_, (action, asked)) = api.seen()
    assert action == "SetAccountLimits"
    assert json.loads(asked["Limits"]) == {"rates": {"account": 60}, "send": {"messages_per_day": 1000}}
    assert asked["Revision"] == "3"
    assert "rates.account" in done.stdout


@pytest.mark.parametrize(
    ("pair", "after"),
    [
        ("send.messages_per_day=5", {"send": {"messages_per_day": 5}}),
        ("send.countries_denied=CU, IR", {"send": {"countries_denied": ["CU", "IR"]}}),
        ("send.countries_denied=CU", {"send": {"countries_denied": ["CU"]}}),
        ("send.countries_denied=-", {"send": {"countries_denied": []}}),
        ("send.price_per_segment.*=7", {"send": {"price_per_segment": {"*": 7}}}),
        ("rates.account=", {"rates": {}}),
    ],
)
def test_a_pair_is_a_number_a_list_or_nothing(pair: str, after: dict[str, Any]) -> None:
    assert changed({}, [pair]) == after


@pytest.mark.parametrize("pair", ["messages_per_day", "=5", "send..x=5", "rates.account.x=5"])
def test_what_is_no_pair_is_told(pair: str) -> None:
    with pytest.raises(Failure) as raised:
        changed({"rates": {"account": 1}}, [pair])
    assert raised.value.code is ExitCode.USAGE


def test_the_servers_refusal_is_the_commands(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("GetAccountLimits", limits({}))
    api.script("SetAccountLimits", {"ResponseCode": "RAM_PERMISSION_DENY", "ResponseDescription": "Only the operator."})
    done = client("limits", "set", "rates.account=60")
    assert (done.returncode, done.stderr) == (1, "heliograph: refused: RAM_PERMISSION_DENY: Only the operator.\n")
    assert client("limits", "set").returncode == 2
