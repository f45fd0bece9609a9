"""Makes the carriers over HTTP of a server from its settings, and what the door for their posts goes by."""

import random
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

from heliograph.carriers.door import Webhook
from heliograph.carriers.dysmsapi import REPORT_STATES, AllowedNumbers, Dysmsapi, Sign, answer_of_query
from heliograph.carriers.dysmsapi_poll import Awaited, Place, Poller
from heliograph.carriers.http import HttpCarrier
from heliograph.carriers.http_settings import HttpSettings
from heliograph.carriers.posted_message import MessageForm
from heliograph.carriers.posted_receipt import ReceiptForm
from heliograph.carriers.templated import Templated
from heliograph.carriers.verdict import ReplyRules
from heliograph.carriers.webhook_auth import WebhookAuth, WebhookScheme
from heliograph.client import Key, signed_request, to_octets
from heliograph.http_client.pool import HttpPool
from heliograph.http_client.resolve import SystemLookup
from heliograph.settings import (
    AnyCarrier,
    DysmsapiCarrierSettings,
    HttpCarrierSettings,
    PairProblem,
    WebCarrierSettings,
    request_of,
    web_context,
)
from heliograph.sms.clock import Clock
from heliograph.sms.field_path import FieldPath, read_path
from heliograph.sms.message import State
from heliograph.sms.push_target import PushUrl, read_push_url
from heliograph.store.awaiting import Awaiting
from heliograph.telemetry.metrics import Metrics

#: Of a carrier: which of its ids a receipt is still awaited for.
AwaitedOf: TypeAlias = Callable[[str], Awaited]

_PAGE = 500

_STATES = {
    "delivered": State.DELIVERED,
    "failed": State.FAILED,
    "rejected": State.REJECTED,
    "expired": State.EXPIRED,
    "underway": State.SUBMITTED,
}

#: What the service's posts look like, and the reply that confirms one (pages smsreport-http-intl, smsup-http).
_REPORTS = ReceiptForm(
    id=FieldPath(("MessageId",)),
    state=FieldPath(("Status",)),
    code=FieldPath(("ErrorCode",)),
    to=FieldPath(("To",)),
    states={word: _STATES[state] for word, state in REPORT_STATES.items()},
)
_UPS = MessageForm(
    source=FieldPath(("phone_number",)),
    destination=FieldPath(("dest_code",)),
    text=FieldPath(("content",)),
    id=FieldPath(("sequence_id",)),
)
_CONFIRMED = '{"code":0,"msg":"OK"}'

_VERSION = "2018-05-01"


def web_carrier(
    carrier: HttpCarrierSettings | DysmsapiCarrierSettings,
    clock: Clock,
    random_source: random.Random,
    metrics: Metrics,
    awaited: AwaitedOf | None = None,
) -> HttpCarrier:
    """The connector to this carrier. Raises OSError where its TLS files, sound when read, are so no more."""
    if isinstance(carrier, HttpCarrierSettings):
        url = _url(carrier.url)
        dialect = Templated(
            url,
            carrier.method.value,
            request_of(carrier),
            _rules(carrier),
            sender=carrier.sender,
            secret=carrier.secret.reveal(),
        )
        pool = _pool(carrier, url)
        return HttpCarrier(
            _http_settings(carrier), dialect, pool, clock=clock, random_source=random_source, metrics=metrics
        )
    return _dysmsapi(carrier, clock, random_source, metrics, awaited)


def awaited_in(store: Awaiting) -> AwaitedOf:
    """What the store knows of hand-overs that a receipt is still awaited for."""

    async def page(carrier: str, after: Place) -> tuple[Sequence[tuple[str, str]], Place | None]:
        messages = await store.awaiting(after, _PAGE)
        ids = [
            (attempt.carrier_message_id, message.to)
            for message in messages
            for segment in message.segments
            for attempt in segment.attempts
            if attempt.carrier == carrier and attempt.state is State.SUBMITTED and attempt.carrier_message_id
        ]
        return ids, (messages[-1].wake_at, messages[-1].id) if len(messages) == _PAGE else None

    return lambda carrier: partial(page, carrier)


def webhooks_of(carriers: Iterable[AnyCarrier]) -> Mapping[str, Webhook]:
    """What the door for carriers takes: every carrier with a webhook's secret has its paths there."""
    return {
        carrier.name: _webhook(carrier)
        for carrier in carriers
        if isinstance(carrier, HttpCarrierSettings | DysmsapiCarrierSettings) and carrier.webhook_secret
    }


def _dysmsapi(
    carrier: DysmsapiCarrierSettings,
    clock: Clock,
    random_source: random.Random,
    metrics: Metrics,
    awaited: AwaitedOf | None,
) -> HttpCarrier:
    url = _url(carrier.endpoint)
    key = Key(carrier.access_key_id, carrier.access_key_secret.reveal())
    pool = _pool(carrier, url)
    sign = partial(_signed, key, url.authority, clock)
    poller = None
    if carrier.poll and carrier.receipts:
        poller = Poller(
            carrier.name,
            partial(_ask, pool, sign, carrier.response_timeout_seconds),
            awaited=awaited(carrier.name) if awaited is not None else None,
            first_seconds=carrier.poll_first_seconds,
            longest_seconds=carrier.poll_longest_seconds,
            clock=clock,
            random_source=random_source,
            metrics=metrics,
        )
    dialect = Dysmsapi(
        sign,
        AllowedNumbers(carrier.allowed_numbers),
        sender=carrier.sender,
        taken=poller.watch if poller is not None else _nobody_asks,
    )
    settings = _http_settings(carrier)
    return HttpCarrier(
        settings, dialect, pool, clock=clock, random_source=random_source, metrics=metrics, beside=poller
    )


def _nobody_asks(carrier_message_id: str, to: str) -> None:
    """Receipts come by the webhook, or not at all."""


def _signed(key: Key, host: str, clock: Clock, action: str, parameters: Mapping[str, str]) -> bytes:
    request = signed_request(
        key, action, _VERSION, parameters, now_ms=clock.utc_ms(), nonce=secrets.token_hex(16), host=host
    )
    return to_octets(request)


async def _ask(pool: HttpPool, sign: Sign, timeout_seconds: float, carrier_message_id: str) -> Mapping[str, Any] | None:
    request = sign("QueryMessage", {"MessageId": carrier_message_id})
    return answer_of_query(await pool.exchange(request, timeout_seconds=timeout_seconds, begin=_nothing))


def _nothing() -> None:
    """A question changes nothing, so nobody need know when it went out."""


def _url(text: str) -> PushUrl:
    url = read_push_url(text)
    assert isinstance(url, PushUrl), "checked when the settings were read"
    return url


def _pool(carrier: WebCarrierSettings, url: PushUrl) -> HttpPool:
    try:
        context = web_context(carrier.tls_ca) if url.secure else None
    except PairProblem as problem:
        raise OSError(f"carrier {carrier.name}: tls_{problem.key} {problem}") from None
    lookup = SystemLookup()
    return HttpPool(
        url,
        lookup=lookup,
        allowed=carrier.allow.networks,
        opened_by=f"allow of carrier {carrier.name}",
        connect_seconds=carrier.connect_timeout_seconds,
        tls=context,
        on_close=lookup.close,
    )


def _http_settings(carrier: WebCarrierSettings) -> HttpSettings:
    return HttpSettings(
        name=carrier.name, window=carrier.window, response_timeout_seconds=carrier.response_timeout_seconds
    )


def _rules(carrier: HttpCarrierSettings) -> ReplyRules:
    return ReplyRules(
        id_path=read_path(carrier.reply_id),
        error_path=read_path(carrier.reply_error),
        accepted_codes=frozenset(carrier.accepted_codes),
        classes=carrier.refusals,
    )


def _webhook(carrier: HttpCarrierSettings | DysmsapiCarrierSettings) -> Webhook:
    auth = WebhookAuth(
        WebhookScheme(carrier.webhook_auth.value),
        carrier.webhook_secret.reveal(),
        carrier.webhook_header.lower(),
        carrier.webhook_addresses.networks,
    )
    if isinstance(carrier, DysmsapiCarrierSettings):
        return Webhook(auth, _REPORTS, _UPS, _CONFIRMED)
    receipts = ReceiptForm(
        within=read_path(carrier.receipt_list),
        id=read_path(carrier.receipt_id),
        state=read_path(carrier.receipt_state),
        code=read_path(carrier.receipt_code),
        to=read_path(carrier.receipt_to),
        states={word.casefold(): _STATES[state] for word, state in carrier.receipt_states.items()},
    )
    messages = MessageForm(
        within=read_path(carrier.message_list),
        source=read_path(carrier.message_from),
        destination=read_path(carrier.message_to),
        text=read_path(carrier.message_text),
        id=read_path(carrier.message_id),
    )
    return Webhook(auth, receipts, messages, carrier.webhook_reply)
