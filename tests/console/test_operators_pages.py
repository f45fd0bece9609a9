"""If this fails, a page of the operators offers what the reader may not do, or shows what they may not see."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from console.test_site import HOSTS, Browser
from heliograph.console.navigation import ENTRIES
from heliograph.console.site import Site

#: What each operation answers, as far as the pages need it.
ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "ListCarriers": {
        "Carriers": [
            {
                "CarrierName": "net-one",
                "Desired": "pause",
                "State": "paused",
                "Up": "true",
                "Window": "10",
                "Unanswered": "0",
                "Waiting": "0",
                "RateNow": "0",
                "ReceiptsPerMinute": "0",
                "Sessions": [],
            }
        ]
    },
    "ListOrphanReceipts": {"Receipts": []},
    "ListRoutes": {"Routes": []},
    "ListSubscriptions": {
        "Subscriptions": [
            {
                "SubscriptionId": "sub-1",
                "Kind": "http",
                "Receipts": "SmsReport",
                "Url": "https://shop.example",
                "Schedule": "default",
                "BatchSize": "100",
                "InFlight": "1",
                "Paused": "false",
                "CreateDate": "",
                "Waiting": "0",
                "DeadLetters": "3",
            }
        ]
    },
    "ListDeliveryAttempts": {"Attempts": []},
    "ListDeadLetters": {"DeadLetters": []},
    "GetAccountLimits": {
        "AccountId": "1",
        "Limits": "{}",
        "InForce": "{}",
        "UsedToday": "0",
        "UsedThisMonth": "0",
        "Hits": [],
        "CallRates": [],
    },
    "ListBlockedNumbers": {"Numbers": [{"Number": "85261234567", "Source": "operator", "Date": ""}]},
    "ListSignatures": {"Signatures": [{"SignName": "Acme", "State": "pending", "Revision": "1", "ReadOnly": "false"}]},
    "ListTemplates": {"Templates": []},
    "ListSimulatorRules": {
        "Rules": [{"RuleName": "late", "Rule": "name=late receipt=none", "Matched": "0", "Applied": "0"}]
    },
}

PAGES = (
    "/console/carriers",
    "/console/routes",
    "/console/receipts",
    "/console/receipts/sub-1",
    "/console/limits",
    "/console/senders",
    "/console/faults",
)


class Operator(Browser):
    """A browser of somebody whose policies allow reading, and more where a test says so."""

    def __init__(self) -> None:
        super().__init__()
        ports = replace(self.site._ports, dispatch=self.answered, may=lambda credential, action: self.may(action))
        self.site = Site(ports, self.sign_in, HOSTS)
        self.acts = False
        self.denied = False

    def may(self, action: str) -> bool:
        return self.acts or action.partition(":")[2].startswith(("Get", "List", "Explain"))

    async def answered(self, caller: object, version: str, action: str, *_: object, **__: object) -> Mapping[str, Any]:
        if self.denied:
            return {"ResponseCode": "NoPermission", "ResponseDescription": "no policy allows it"}
        return {"ResponseCode": "OK", **ANSWERS[action]}


async def acts(operator: Operator, path: str) -> list[str]:
    """Where the forms of the page's content would be sent, and which links ask before something is done."""
    reply = await operator.get(path)
    assert reply.status == 200
    main = reply.body.decode().partition("<main")[2].partition("</main>")[0]
    return re.findall(r'<form[^>]*method="post"[^>]*>', main) + re.findall(r'<a class="button"[^>]*>', main)


@pytest.mark.parametrize("path", PAGES)
async def test_who_may_only_read_is_offered_nothing_to_do(path: str):
    operator = Operator()
    assert await acts(operator, path) == []
    operator.acts = True
    if path != "/console/routes":
        assert await acts(operator, path), "the same page offers something to whom policies allow it"


@pytest.mark.parametrize("path", PAGES)
async def test_who_may_not_even_read_reads_why(path: str):
    operator = Operator()
    operator.denied = True
    reply = await operator.get(path)
    assert reply.status == 403
    assert b"no policy allows it" in reply.body


def test_each_page_stands_in_the_rail_for_those_who_may_read_it():
    by_path = {entry.path: entry for entry in ENTRIES}
    for path in PAGES:
        if path.count("/") == 2:
            assert by_path[path].action.partition(":")[2] in ANSWERS
    keys = [entry.key for entry in ENTRIES]
    assert len(set(keys)) == len(keys)
