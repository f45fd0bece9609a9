"""ListRoutes: the rules of routing in their order, as the configuration has them."""

from collections.abc import Iterable

from heliograph.operations.call import Answer, Call, Reply, operation
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
from heliograph.operations.ports import Ports
from heliograph.sms.plan_words import reasons_to_go
from heliograph.sms.route import Condition, Rule
from heliograph.sms.route_reasons import span_text

_ROUTE = (
    Field("Route", "The rule's name; absent where none is configured and all carriers get the same.", "hong-kong"),
    Field(
        "Conditions",
        "What must match, all of it; none for a rule that matches everything.",
        shape=Shape.LIST,
        fields=(
            Field("Condition", "countries, prefixes, networks, senders, accounts, types or times.", "countries"),
            Field(
                "Values",
                "Any of these, as the configuration has them.",
                shape=Shape.LIST,
                example="HK",
            ),
        ),
    ),
    Field(
        "Carriers",
        "The carriers that share what matches.",
        shape=Shape.LIST,
        fields=(Field("Carrier", "Its name.", "net-one"), Field("Weight", "How many turns it has.", "3")),
    ),
    Field("Failover", "The carriers that take over, in their order.", shape=Shape.LIST, example="net-two"),
    Field(
        "GoesOnAfter",
        "When a message goes on to another of these carriers; none where there is no other.",
        shape=Shape.LIST,
        example="after 30 s without a link",
    ),
    Field("RefusesWith", "The ResponseCode that it refuses with; absent where it sends.", "NOT_SUPPORTED_COUNTRY"),
)

LIST_ROUTES = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ListRoutes",
    says="Lists the rules of routing in their order: the first that matches decides. Of the server's own account only.",
    action="heliograph:ListRoutes",
    access=Access.LIST,
    calls_per_second=50,
    parameters=(),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("Routes", "The rules, in their order.", shape=Shape.LIST, fields=_ROUTE),
        REQUEST_ID,
    ),
    of_server=True,
    source="Heliograph's own",
)


@operation(LIST_ROUTES)
async def list_routes(call: Call, ports: Ports) -> Reply:
    rows: list[dict[str, Answer]] = [_shown(rule) for rule in ports.lanes.rules()]
    return Reply(fields={"Routes": rows})


def _shown(rule: Rule) -> dict[str, Answer]:
    others = len(rule.carriers) + len(rule.failover) > 1
    conditions: list[dict[str, Answer]] = [
        {"Condition": str(condition), "Values": list(values)} for condition, values in _conditions(rule) if values
    ]
    row: dict[str, Answer] = {
        "Conditions": conditions,
        "Carriers": [{"Carrier": one.lane.name, "Weight": str(one.weight)} for one in rule.carriers],
        "Failover": [lane.name for lane in rule.failover],
        "GoesOnAfter": reasons_to_go(rule.terms) if others else [],
    }
    known = {"Route": rule.name, "RefusesWith": rule.refuse}
    return {**row, **{name: value for name, value in known.items() if value}}


def _conditions(rule: Rule) -> Iterable[tuple[Condition, list[str]]]:
    """In the order in which they are looked at."""
    return (
        (Condition.COUNTRY, sorted(rule.countries)),
        (Condition.PREFIX, list(rule.prefixes)),
        (Condition.NETWORK, sorted(rule.networks)),
        (Condition.SENDER, sorted(rule.senders)),
        (Condition.ACCOUNT, sorted(rule.accounts)),
        (Condition.TYPE, sorted(rule.types)),
        (Condition.TIME, [span_text(span) for span in rule.times]),
    )
