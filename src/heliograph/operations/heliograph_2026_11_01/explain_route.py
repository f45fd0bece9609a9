"""ExplainRoute: where a message would go, and what each rule has to do with it."""

from heliograph.operations.call import Answer, Call, Reply, operation
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Field,
    Operation,
    Parameter,
    Shape,
)
from heliograph.operations.dysmsapi_2018_05_01.shared_fields import TYPE
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.ports import Ports
from heliograph.operations.types import Digits, Msisdn, Pattern, Text
from heliograph.sms.plan_words import goes_on
from heliograph.sms.route import Choice
from heliograph.sms.route_reasons import Candidate, Look

EXPLAIN_ROUTE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ExplainRoute",
    says="Tells which carrier the next such message would go to, and why. Of the server's own account only.",
    action="heliograph:ExplainRoute",
    access=Access.GET,
    calls_per_second=50,
    parameters=(
        Parameter(
            "To",
            Msisdn(),
            "The recipient: dialing code and number, digits only. A leading + or 00 is dropped.",
            required=True,
            example="85261234567",
            refused_as="MOBILE_NUMBER_ILLEGAL",
        ),
        Parameter(
            "From",
            Text(64),
            "What the client would give as From: a sender ID, or the signature of a message by template.",
            example="Alicloud321",
        ),
        TYPE,
        Parameter(
            "AccountId",
            Digits(20),
            "The account that would send it; the server's own by default.",
            example="1000000000000002",
        ),
        Parameter(
            "At",
            Pattern(r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z", "a time of day such as 07:30"),
            "At which time of day, where the server's dates are; now by default.",
            example="22:30",
        ),
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("Carrier", "The carrier it would go to; absent where it would be refused.", "net-one"),
        Field(
            "RefusedWith",
            "The ResponseCode it would be refused with; absent where it would be sent.",
            "NOT_SUPPORTED_COUNTRY",
        ),
        Field("Route", "The rule that decides; absent where none matches, or none is configured.", "hong-kong"),
        Field("Why", "Why it is this carrier, or none.", "net-one is the rule's only carrier."),
        Field(
            "GoesOn",
            "Where it goes on if that carrier does not take it, and when; absent where it does not.",
            "If net-one does not take it, it goes on to net-two: after 30 s without a link.",
        ),
        Field("Country", "The number's country, by which rules go.", "HK"),
        Field("Network", "MCC and MNC of the number's network; absent where it is not known.", "45400"),
        Field(
            "Carriers",
            "The carriers that the rule names.",
            shape=Shape.LIST,
            fields=(
                Field("Carrier", "Its name.", "net-one"),
                Field("Weight", "Its share; absent where it only takes over.", "3"),
                Field("Up", "Whether it may have messages, for a link is up and no order speaks against it.", "true"),
                Field(
                    "WhyNot", "Why an order keeps messages away; absent where none does.", "is being drained since …"
                ),
            ),
        ),
        Field(
            "Rules",
            "The rules that were looked at, in their order; none when none is configured.",
            shape=Shape.LIST,
            fields=(
                Field("Route", "The rule's name.", "germany"),
                Field("Matches", "true or false.", "false"),
                Field("WhyNot", "The first thing that does not match; absent where it matches.", "the sender is 'A'"),
            ),
        ),
        REQUEST_ID,
    ),
    refusals=("MOBILE_NUMBER_ILLEGAL", "INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT"),
    of_server=True,
    source="Heliograph's own",
)


@operation(EXPLAIN_ROUTE)
async def explain_route(call: Call, ports: Ports) -> Reply:
    number = call.msisdn("To")
    explained = ports.lanes.explain(
        number,
        sender=call.text("From"),
        account=call.text("AccountId") or call.account,
        type_=call.text("Type"),
        minute=_minute(call.text("At")),
    )
    fields: dict[str, Answer] = {
        "Why": explained.why,
        "Country": number.region_code,
        "Carriers": [_carrier(one) for one in explained.candidates],
        "Rules": [_rule(look) for look in explained.looks if look.rule.name],
    }
    if explained.network:
        fields["Network"] = explained.network
    decision = explained.decision
    if isinstance(decision, Choice):
        fields["Carrier"] = decision.lane.name
        if further := goes_on(decision.lane.plan):
            fields["GoesOn"] = further
    else:
        fields["RefusedWith"] = decision.code
    decided_by = explained.rule
    if decided_by is not None and decided_by.name:
        fields["Route"] = decided_by.name
    return Reply(fields=fields)


def _minute(at: str) -> int | None:
    """Minutes after midnight; None where no time was given."""
    return int(at[:2]) * 60 + int(at[3:]) if at else None


def _carrier(one: Candidate) -> dict[str, Answer]:
    row: dict[str, Answer] = {"Carrier": one.carrier, "Up": "true" if one.up else "false"}
    if one.weight:
        row["Weight"] = str(one.weight)
    if one.why_not:
        row["WhyNot"] = one.why_not
    return row


def _rule(look: Look) -> dict[str, Answer]:
    row: dict[str, Answer] = {"Route": look.rule.name, "Matches": "false" if look.why_not else "true"}
    if look.why_not:
        row["WhyNot"] = look.why_not
    return row
