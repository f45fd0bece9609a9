"""SetAccountLimits: gives an account call rates and send limits of its own."""

import msgspec

from heliograph.identity import AccountLimits, SendLimits
from heliograph.identity.send_limits import ANYWHERE
from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Operation,
    Parameter,
)
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.account_limits import ANSWERS
from heliograph.operations.heliograph_2026_11_01.whose import ACCOUNT, account_of
from heliograph.operations.limit_book import change_of
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Integer, JsonText
from heliograph.sms.prefix_names import country_names
from heliograph.store.records import Conflict

#: A table by country with all there are takes some 5,000 characters.
LENGTH_MAX = 30_000

SET_ACCOUNT_LIMITS = Operation(
    product=PRODUCT,
    version=VERSION,
    name="SetAccountLimits",
    says="Sets the limits of an account, in place of those it had of its own; {} returns it to the server's. They hold "
    "from the answer on. Of the server's own account only.",
    action="heliograph:SetAccountLimits",
    access=Access.UPDATE,
    calls_per_second=10,
    parameters=(
        ACCOUNT,
        Parameter(
            "Limits",
            JsonText(LENGTH_MAX),
            "The limits as the text of a JSON object, as GetAccountLimits answers them.",
            required=True,
            example='{"rates":{"account":50},"send":{"messages_per_day":1000},"weight":3}',
            refused_as="INVALID_JSON_PARAM",
        ),
        Parameter(
            "Revision",
            Integer(0, 2**53),
            "The revision that the change was made from, 0 for none: it is refused when somebody else came first.",
            example="3",
        ),
    ),
    answers=(RESPONSE_CODE, RESPONSE_DESCRIPTION, *ANSWERS, REQUEST_ID),
    refusals=("ACCOUNT_NOT_EXISTS", "INVALID_PARAMETERS", "INVALID_JSON_PARAM", "PARAM_LENGTH_LIMIT"),
    of_server=True,
    source="Heliograph's own",
)


@operation(SET_ACCOUNT_LIMITS)
async def set_account_limits(call: Call, ports: Ports) -> Reply:
    try:
        limits = msgspec.json.decode(call.text("Limits"), type=AccountLimits)
    except msgspec.ValidationError as error:
        return refused("INVALID_JSON_PARAM", f"Limits does not fit: {error}.")
    unknown = _unknown_country(limits.send)
    if unknown:
        return refused("INVALID_JSON_PARAM", f"Limits names {unknown}, which is no country of ISO 3166.")
    account = account_of(call, ports)
    if isinstance(account, Reply):
        return account
    made_from = call.number("Revision") if "Revision" in call.values else None
    try:
        [revision] = await ports.records.change(change_of(account, limits, made_from), call.nonce)
    except Conflict:
        return refused("INVALID_PARAMETERS", "Revision is not that of the limits now: somebody else changed them.")
    ports.limits.note(account, limits)
    fields = {"AccountId": account, "Limits": msgspec.json.encode(limits).decode()}
    return Reply(fields={**fields, "Revision": str(revision)} if revision else fields)


def _unknown_country(send: SendLimits) -> str:
    """A code that no country has, such as UK: it would never match; empty where there is none."""
    tables = (send.country_messages_per_day, send.country_messages_per_month, send.price_per_segment)
    named = {*(send.countries_allowed or ()), *(send.countries_denied or ())}
    named.update(*(table for table in tables if table))
    return min(named - {ANYWHERE, "001"} - country_names().keys(), default="")
