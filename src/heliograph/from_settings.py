"""What the settings mean to the parts: the values of each part, made of the sections that an operator writes."""

import time
from collections.abc import Callable
from functools import partial

import msgspec

from heliograph.delivery.flow import FlowTerms
from heliograph.delivery.opt_out import OptOuts
from heliograph.gateway.call_log import CallLog, CallSettings
from heliograph.identity import Credential, SendLimits, root_principal
from heliograph.identity.account import ROOT_ACCOUNT
from heliograph.operations.standing import Standing
from heliograph.push.configured import Configured
from heliograph.push.settings import PushSettings
from heliograph.settings import Settings, load_pair
from heliograph.sms.approval import Approval, MessageTemplate, Signature
from heliograph.sms.clock import Clock
from heliograph.sms.inbound_route import account_of, route_key
from heliograph.sms.msisdn import NumberBook
from heliograph.sms.opt_out import Keywords
from heliograph.store.refused_calls import RefusedCalls
from heliograph.telemetry.metrics import Metrics
from heliograph.wire import Certificate


def certificate_of(settings: Settings) -> Certificate | None:
    """What the port speaks TLS with; None where it speaks plain HTTP. Raises `PairProblem`."""
    cert, key = settings.tls.cert, settings.tls.key
    if cert is None or key is None:
        return None
    return Certificate(partial(load_pair, cert, key), (cert, key))


def configured_subscriptions(settings: Settings) -> list[Configured]:
    """The subscriptions of the configuration file, each with its secret."""
    return [
        Configured(
            name=one.name,
            url=one.url,
            receipts=tuple(one.receipts.split(",")),
            schedule=one.schedule,
            batch_size=one.batch_size,
            in_flight=one.in_flight,
            secret=one.secret.reveal(),
        )
        for one in settings.subscriptions
    ]


def call_log(settings: Settings, clock: Clock, metrics: Metrics, refused: RefusedCalls) -> CallLog:
    """Where calls are remembered, those that are refused on disk."""
    kept = CallSettings(settings.calls.kept, settings.calls.per_second)
    return CallLog(clock, metrics, kept, refused, time.perf_counter_ns)


def push_settings(settings: Settings) -> PushSettings:
    """How receipts are pushed, whoever they are pushed to."""
    return PushSettings(settings.push.timeout_seconds, settings.push.allow.networks, settings.api.offset_minutes)


class Owners:
    """Whose account a number is that handsets write to: as the configuration says, or else the root account's."""

    def __init__(self, settings: Settings) -> None:
        self.become(settings)

    def become(self, settings: Settings) -> None:
        """Go by these settings from now on."""
        self._owners = {route_key(one.number): one.account for one in settings.inbound}

    def __call__(self, number: str) -> str:
        return account_of(number, self._owners, ROOT_ACCOUNT)


def opt_outs_of(settings: Settings, numbers: NumberBook) -> OptOuts:
    """What recipients may say, and to whom: to the account whose number they wrote to, or else the root account."""
    words = settings.opt_out
    owner = Owners(settings)
    keywords = Keywords.of(words.stop_words, words.stop_all_words, words.start_words)
    return OptOuts(keywords, lambda carrier, destination: owner(destination), numbers)


def flow_terms(settings: Settings) -> Callable[[str], FlowTerms]:
    """How much may flow to each carrier, by its name."""
    terms = {
        carrier.name: FlowTerms(
            rate=carrier.rate or None,
            circuit_failures=carrier.circuit_failures,
            circuit_ms=int(carrier.circuit_seconds * 1000),
        )
        for carrier in settings.carriers
    }
    return lambda name: terms.get(name, FlowTerms())


def send_limits(settings: Settings) -> SendLimits:
    """What every account may send; the settings have the same names."""
    return SendLimits(**msgspec.structs.asdict(settings.limits.send))


def standing_of(settings: Settings) -> Standing:
    """The configuration's templates and signatures, which the operator has approved by writing them there."""
    templates = [
        MessageTemplate(code=one.code, content=one.content, name=one.name, type=one.type.value, state=Approval.APPROVED)
        for one in settings.templates
    ]
    signatures = [Signature(name=one.name, state=Approval.APPROVED) for one in settings.signatures]
    return Standing({one.code: one for one in templates}, {one.name: one for one in signatures})


def fixed_credentials(settings: Settings) -> list[Credential]:
    """The configuration's fixed credentials of the root account, with and without a security token."""
    principal = root_principal(ROOT_ACCOUNT)
    return [
        Credential(
            fixed.access_key_id,
            fixed.access_key_secret.reveal(),
            ROOT_ACCOUNT,
            principal,
            fixed.security_token.reveal(),
        )
        for fixed in settings.credentials
    ]
