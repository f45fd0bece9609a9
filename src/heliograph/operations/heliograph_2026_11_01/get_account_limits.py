"""GetAccountLimits: the limits that hold for an account, which of them are its own, and how much is used."""

import msgspec

from heliograph.identity import AccountLimits
from heliograph.operations.call import Answer, Call, Reply, operation
from heliograph.operations.call_rates import RateUse
from heliograph.operations.dates import api_date
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Field,
    Operation,
    Shape,
)
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.account_limits import ANSWERS
from heliograph.operations.heliograph_2026_11_01.whose import ACCOUNT, REFUSALS, account_of
from heliograph.operations.limit_book import KIND, decoded
from heliograph.operations.limit_hits import Hit
from heliograph.operations.ports import Ports
from heliograph.store.holds import Limit

#: Operations by callers that are shown; of more, those that called least are left out.
RATES_MAX = 100

GET_ACCOUNT_LIMITS = Operation(
    product=PRODUCT,
    version=VERSION,
    name="GetAccountLimits",
    says="Shows the limits of an account: those of its own, those that hold, and what is used of its volumes.",
    action="heliograph:GetAccountLimits",
    access=Access.GET,
    calls_per_second=50,
    parameters=(ACCOUNT,),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        *ANSWERS,
        Field(
            "InForce",
            "The send limits that hold, the server's and its own together, as the text of a JSON object.",
            '{"recipient_per_minute":1,"messages_per_day":1000}',
        ),
        Field("UsedToday", "Messages that count for the limit of the day; 0 where there is none.", "17"),
        Field("UsedThisMonth", "Messages that count for the limit of the month; 0 where there is none.", "170"),
        Field("Balance", "What a prepaid account has left, in millionths; absent for one that pays later.", "5000000"),
        Field(
            "Hits",
            "What the account was refused with by its limits today, since the server started at most; the most "
            "frequent first.",
            shape=Shape.LIST,
            fields=(
                Field("Code", "The code that was answered.", "BUSINESS_LIMIT_CONTROL_MINUTE"),
                Field("Count", "How many messages or calls.", "17"),
                Field("LastDate", "When last.", "Mon, 24 Dec 2018 16:58:22 +0800"),
            ),
        ),
        Field(
            "CallRates",
            "What the account has called since the server started, the most frequent first.",
            shape=Shape.LIST,
            fields=(
                Field("OperationName", "The operation.", "QueryMessage"),
                Field("CallerArn", "Who called: the account or one of its users.", "acs:ram::1000000000000001:root"),
                Field("PerSecond", "How many calls a second may be made; absent without a limit.", "300"),
                Field("Used", "How many of those are taken now.", "17"),
                Field("Calls", "How many were let through.", "1700"),
            ),
        ),
        REQUEST_ID,
    ),
    refusals=REFUSALS,
    source="Heliograph's own",
)


@operation(GET_ACCOUNT_LIMITS)
async def get_account_limits(call: Call, ports: Ports) -> Reply:
    account = account_of(call, ports)
    if isinstance(account, Reply):
        return account
    record = await ports.records.record(KIND, account, "")
    own = decoded(record) if record is not None else AccountLimits()
    balance = await ports.balances.balance(account)
    fields: dict[str, Answer] = {
        "AccountId": account,
        "Limits": msgspec.json.encode(own).decode(),
        "InForce": msgspec.json.encode(ports.limits.send(account)).decode(),
        "UsedToday": str(await ports.usage.used(account, Limit.DAY)),
        "UsedThisMonth": str(await ports.usage.used(account, Limit.MONTH)),
        "Hits": [_hit(one, ports.rules.offset_minutes) for one in ports.hits.of(account, ports.clock.utc_ms())],
    }
    fields["CallRates"] = [_rate(one) for one in ports.call_rates.of(account)[:RATES_MAX]]
    if record is not None:
        fields["Revision"] = str(record.revision)
    if balance is not None:
        fields["Balance"] = str(balance)
    return Reply(fields=fields)


def _rate(use: RateUse) -> dict[str, Answer]:
    row: dict[str, Answer] = {
        "OperationName": use.operation,
        "CallerArn": use.principal,
        "Used": str(use.used),
        "Calls": str(use.calls),
    }
    return {**row, "PerSecond": str(use.per_second)} if use.per_second else row


def _hit(one: Hit, offset_minutes: int) -> dict[str, Answer]:
    return {"Code": one.code, "Count": str(one.count), "LastDate": api_date(one.last_at, offset_minutes)}
