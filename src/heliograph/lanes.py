"""The lanes of this server as operations see them: which carrier a message goes to, by the operator's rules."""

from collections.abc import Callable, Sequence

import msgspec

from heliograph.settings import (
    SIMULATED,
    AfterUnknown,
    AnyCarrier,
    CarrierSettings,
    DeliverySettings,
    RouteSettings,
    takes_messages,
)
from heliograph.sms.alphabet import Alphabet
from heliograph.sms.clock import Clock
from heliograph.sms.long_messages import LongMessages
from heliograph.sms.message_state import BY_WORD
from heliograph.sms.mobile_networks import MobileNetworks
from heliograph.sms.msisdn import Number
from heliograph.sms.plan import OnUnknown, Route, Terms
from heliograph.sms.route import (
    DAY_MINUTES,
    TYPE_DEFAULT,
    Asked,
    Lane,
    NoRoute,
    Planned,
    Rule,
    Rules,
    Span,
    Up,
    Weighted,
    choose_lane,
    even_rule,
)
from heliograph.sms.route_reasons import Explanation, explain

__all__ = ["SIMULATED", "RoutedLanes", "lanes_of", "rules_of"]

_MINUTE_MS = 60_000


class RoutedLanes:
    """Chooses by the rules, whose turn it is by a count of its own for each rule: with one count for all, traffic that
    takes two rules by turns would send each rule's to one carrier only."""

    def __init__(
        self,
        rules: Rules,
        *,
        clock: Clock,
        offset_minutes: int,
        up: Up,
        why_not: Callable[[str], str] = lambda lane: "",
        networks: MobileNetworks | None = None,
    ) -> None:
        """`why_not` says why an order keeps messages away from a lane, which `up` is then false of; empty for none."""
        self._why_not = why_not
        self._networks = networks if networks is not None else MobileNetworks()
        self.replace(rules)
        self._clock = clock
        self._offset_minutes = offset_minutes
        self._up = up

    def replace(self, rules: Rules) -> None:
        """Go by these from the next message on."""
        self._rules = rules
        self._turns = [0] * len(rules.all)
        self._planned = [Planned(rule) for rule in rules.all]
        self._timed = any(rule.times for rule in rules.all)
        self._by_network = any(rule.networks for rule in rules.all)

    def choose(self, number: Number, *, sender: str, account: str, type_: str) -> Lane | NoRoute:
        minute = self._minute() if self._timed else 0
        network = self._networks.code_of(number.digits) if self._by_network else ""
        asked = Asked(number.digits, number.region_code, sender, account, type_ or TYPE_DEFAULT, minute, network)
        place = self._rules.find(asked)
        if place is None:
            return NoRoute()
        turn = self._turns[place]
        self._turns[place] = turn + 1
        choice = choose_lane(self._rules.all[place], turn, self._up, self._takes)
        return choice if isinstance(choice, NoRoute) else self._planned[place].lane(choice.lane, turn)

    def explain(
        self, number: Number, *, sender: str, account: str, type_: str, minute: int | None = None
    ) -> Explanation:
        at = self._minute() if minute is None else minute
        network = self._networks.code_of(number.digits)
        asked = Asked(number.digits, number.region_code, sender, account, type_ or TYPE_DEFAULT, at, network)
        return self._with_plan(explain(self._rules, asked, self._turns, self._up, self._why_not))

    def rules(self) -> Sequence[Rule]:
        return self._rules.all

    def _with_plan(self, explained: Explanation) -> Explanation:
        """The explanation with where the message would go on."""
        choice = explained.decision
        if explained.rule is None or isinstance(choice, NoRoute):
            return explained
        place = self._rules.all.index(explained.rule)
        planned = msgspec.structs.replace(choice, lane=self._planned[place].lane(choice.lane, self._turns[place]))
        return msgspec.structs.replace(explained, decision=planned)

    def _takes(self, lane: str) -> bool:
        return not self._why_not(lane)

    def _minute(self) -> int:
        """The time of day by the wall clock, in minutes after midnight at the configured offset."""
        return (self._clock.utc_ms() // _MINUTE_MS + self._offset_minutes) % DAY_MINUTES


def rules_of(routes: Sequence[RouteSettings], lanes: Sequence[Lane]) -> Rules:
    """The rules that the settings say; without any, all lanes alike. Every carrier that they name has a lane."""
    if not routes:
        return Rules([even_rule(lanes)])
    by_name = {lane.name: lane for lane in lanes}
    return Rules([_rule(route, by_name) for route in routes])


def _rule(route: RouteSettings, lanes: dict[str, Lane]) -> Rule:
    return Rule(
        name=route.name,
        countries=frozenset(route.countries),
        prefixes=route.prefixes,
        networks=frozenset(route.networks),
        senders=frozenset(sender.casefold() for sender in route.senders),
        accounts=frozenset(route.accounts),
        types=frozenset(route.types),
        times=tuple(_span(time) for time in route.times),
        carriers=tuple(Weighted(lanes[name], weight) for name, weight in route.carriers.items()),
        failover=tuple(lanes[name] for name in route.failover),
        refuse=route.refuse,
        terms=_terms(route),
    )


def _terms(route: RouteSettings) -> Terms:
    return Terms(
        on=route.failover_on,
        on_receipt=tuple(BY_WORD[word].code if word in BY_WORD else word for word in route.failover_on_receipt),
        down_ms=int(route.failover_after_seconds * 1000),
        throttled_ms=int(route.failover_after_throttled_seconds * 1000),
        no_receipt_ms=int(route.failover_after_no_receipt_seconds * 1000),
    )


def _span(time: str) -> Span:
    """The settings' `22:00-07:00`."""
    since, _, until = time.partition("-")
    return Span(_minutes(since), _minutes(until))


def _minutes(time: str) -> int:
    hours, _, minutes = time.partition(":")
    return int(hours) * 60 + int(minutes)


def lanes_of(carriers: Sequence[AnyCarrier], delivery: DeliverySettings) -> list[Lane]:
    """One lane per carrier that can be sent to, with what its settings say about receipts and doubt."""
    grace_ms = int(delivery.receipt_grace_seconds * 1000)
    doubt_ms = int(delivery.doubt_wait_seconds * 1000)
    if not carriers:
        return [Lane(SIMULATED, Route(receipt_grace_ms=grace_ms, doubt_wait_ms=doubt_ms))]
    return [
        Lane(
            carrier.name,
            Route(
                receipts=carrier.receipts,
                on_unknown=_on_unknown(carrier),
                receipt_grace_ms=grace_ms,
                doubt_wait_ms=doubt_ms,
                alphabet=_alphabet(carrier),
                long_messages=_long_messages(carrier),
                query_after_ms=_query_after_ms(carrier),
            ),
        )
        for carrier in carriers
        if takes_messages(carrier)
    ]


def asks(carrier: AnyCarrier) -> bool:
    """Whether the carrier is asked for receipts that are overdue."""
    return isinstance(carrier, CarrierSettings) and carrier.on_unknown is AfterUnknown.QUERY_SM


def _query_after_ms(carrier: AnyCarrier) -> int:
    return round(carrier.query_after_seconds * 1000) if isinstance(carrier, CarrierSettings) and asks(carrier) else 0


def _on_unknown(carrier: AnyCarrier) -> OnUnknown:
    if isinstance(carrier, CarrierSettings) and asks(carrier):
        return carrier.on_unknown_without_id
    return OnUnknown(carrier.on_unknown.value)


def _alphabet(carrier: AnyCarrier) -> Alphabet:
    if isinstance(carrier, CarrierSettings):
        return Alphabet[carrier.default_alphabet.name]
    return Alphabet.GSM7_UNPACKED


def _long_messages(carrier: AnyCarrier) -> LongMessages:
    """Over HTTP a text goes whole, however long."""
    if isinstance(carrier, CarrierSettings):
        return LongMessages[carrier.long_messages.name]
    return LongMessages.PAYLOAD
