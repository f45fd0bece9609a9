"""The gateway as one function: Request in, Response out, whatever happens in between."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import structlog

from heliograph.gateway.authorise import may
from heliograph.gateway.call_log import CallLog, CallSettings
from heliograph.gateway.chain import ADMIT, CHAIN, Step
from heliograph.gateway.exchange import Exchange
from heliograph.gateway.faults import Fault, document, fault
from heliograph.gateway.parts import Parts
from heliograph.gateway.rate import Bucket, RateLimits
from heliograph.gateway.render import answer, render
from heliograph.gateway.replay import NonceTable
from heliograph.http.request import Request
from heliograph.http.response import Response
from heliograph.identity import Credential, Credentials, RatePolicies
from heliograph.operations.call import OK, Answer, Call, Refusal, Reply
from heliograph.operations.ports import Ports
from heliograph.operations.registry import Registry
from heliograph.store.port import IdTaken, Nonce, Unavailable
from heliograph.telemetry.metrics import Metrics

log = structlog.get_logger(__name__)

#: Enough to follow a client that goes wrong; a line takes about as long as the rest of a refusal.
LOG_LINES_PER_SECOND = 100


class Gateway:
    """Walks every request through the chain, calls its operation and renders the outcome."""

    def __init__(self, parts: Parts, random_source: random.Random, metrics: Metrics, calls: CallLog) -> None:
        self._parts = parts
        self._calls = calls
        self._random = random_source
        self._log_lines = Bucket(LOG_LINES_PER_SECOND, parts.ports.clock.steady_ms())
        self._unlogged = 0
        self._requests = metrics.counter(
            "heliograph_api_requests_total", "API requests by operation and outcome.", ("action", "code")
        )
        self._throttled = metrics.counter(
            "heliograph_api_throttled_total", "API requests refused because there are too many of them.", ("action",)
        )
        metrics.gauge("heliograph_api_nonces", "Nonces kept against replays.", lambda: {(): len(parts.nonces)})

    async def __call__(self, request: Request) -> Response:
        """The API's application. Never raises: what cannot be done now is a 503, a bug a 500, each with a RequestId."""
        exchange = Exchange(request, self._request_id(), self._parts.ports.clock.utc_ms(), marks=self._calls.marks())
        outcome = await self._run(exchange, CHAIN)
        response = self._refused(exchange, outcome) if isinstance(outcome, Fault) else self._answered(exchange, outcome)
        if exchange.marks is not None or outcome.code != OK:
            self._calls.keep(exchange, outcome.code, response)
        return response

    async def dispatch(
        self,
        caller: Credential,
        version: str,
        action: str,
        parameters: Mapping[str, str],
        *,
        peer: str = "",
        secure: bool = False,
    ) -> Mapping[str, Answer]:
        """Call an operation for somebody whom another door knows already: the console's user, an SMPP bind (I1).

        The same checks as for HTTP from the parameters on; `peer` is the address that the call came from and `secure`
        whether over TLS, where policies may ask for them. Returns the answer's fields; a fault of the gateway is told
        as a refusal would be, by ResponseCode and ResponseDescription.
        """
        request = Request("POST", "/", "/", "", {}, b"", peer, secure)
        exchange = Exchange(request, self._request_id(), 0, credential=caller)
        exchange.parameters = dict(parameters)
        exchange.served = self._parts.registry.find(version, action)
        outcome: Reply | Fault = fault("InvalidApi.NotFound")
        if exchange.served is not None:
            outcome = await self._run(exchange, ADMIT)
        if isinstance(outcome, Fault):
            self._requests.add(1, exchange.action, outcome.code)
            return {
                "RequestId": exchange.request_id,
                "ResponseCode": outcome.code,
                "ResponseDescription": outcome.text,
            }
        self._requests.add(1, exchange.action, outcome.code)
        return answer(exchange.operation, outcome, exchange.request_id)

    def may(self, caller: Credential, action: str) -> bool:
        """Whether the caller's policies allow an action, `dysms:QueryMessage`: for what a page offers to do."""
        return may(caller, action, self._parts)

    def limit_calls(self, own: Mapping[str, int], everybody: Mapping[str, int], enforced: bool) -> None:
        """Go by other limits of calls a second, as `GatewaySettings` has them."""
        self._parts.rates.change(own, everybody, enforced)

    async def _run(self, exchange: Exchange, steps: tuple[Step, ...]) -> Reply | Fault:
        """Walk the steps, then do the operation; what goes wrong on our side becomes a fault here and only here."""
        marks, parts = exchange.marks, self._parts
        try:
            for step in steps:
                for handler in step.handlers:
                    outcome = handler(exchange, parts)
                    if outcome is not None:
                        return outcome
                if marks is not None:
                    marks.append(self._calls.stopwatch())
            assert exchange.served is not None
            reply = await exchange.served.run(_call(exchange), parts.ports)
            if marks is not None:
                marks.append(self._calls.stopwatch())
            if isinstance(reply, Refusal):
                return replace(fault(reply.code, reply.text, exchange.operation.product), detail=reply.detail)
            return reply
        except (Unavailable, IdTaken) as reason:
            log.warning("store_unavailable", request_id=exchange.request_id, action=exchange.action, reason=str(reason))
            return fault("ServiceUnavailable")
        except Exception:
            log.exception("request_failed", request_id=exchange.request_id, action=exchange.action)
            return fault("InternalError")

    def _answered(self, exchange: Exchange, reply: Reply) -> Response:
        self._requests.add(1, exchange.action, reply.code)
        if reply.code != OK:
            self._log_refusal(exchange, reply.code, 200)
        fields = answer(exchange.operation, reply, exchange.request_id)
        body = render(exchange.format, f"{exchange.operation.name}Response", fields)
        return Response(200, body, exchange.format.value, (("x-acs-request-id", exchange.request_id),))

    def _refused(self, exchange: Exchange, refusal: Fault) -> Response:
        self._requests.add(1, exchange.action, refusal.code)
        headers: tuple[tuple[str, str], ...] = (("x-acs-request-id", exchange.request_id),)
        if refusal.retry_after_ms:
            self._throttled.add(1, exchange.action)
            headers += (("x-acs-retry-after", str(refusal.retry_after_ms)),)
        self._log_refusal(exchange, refusal.code, refusal.status)
        body = render(exchange.format, "Error", document(refusal, exchange.request, exchange.request_id))
        return Response(refusal.status, body, exchange.format.value, headers)

    def _log_refusal(self, exchange: Exchange, code: str, status: int) -> None:
        """One line with what names the request and nothing of what it said: a text may hold a number or a secret.

        Past `LOG_LINES_PER_SECOND` a line is left out and counted in the next one: a stranger could fill the disk.
        """
        if self._log_lines.take(self._parts.ports.clock.steady_ms()):
            self._unlogged += 1
            return
        unlogged, self._unlogged = self._unlogged, 0
        log.info(
            "request_refused",
            unlogged_before=unlogged,
            request_id=exchange.request_id,
            action=exchange.action,
            code=code,
            status=status,
            account=exchange.credential.account if exchange.credential is not None else "",
            peer=exchange.request.peer,
        )

    def _request_id(self) -> str:
        """A random UUID (RFC 9562 §5.4) in upper case, written out here: `uuid.UUID` costs three times as much."""
        drawn = f"{self._random.getrandbits(128):032X}"
        variant = "89AB"[int(drawn[16], 16) & 3]
        return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-{variant}{drawn[17:20]}-{drawn[20:]}"


def _call(exchange: Exchange) -> Call:
    """The call that the operation is given; with a nonce where it acts and came signed over HTTP."""
    operation, caller, common = exchange.operation, exchange.caller, exchange.common
    nonce = None
    if operation.changes and common.nonce:
        nonce = Nonce(caller.access_key_id, common.nonce, exchange.expires_at)
    return Call(
        operation,
        caller.account,
        caller.principal,
        exchange.request_id,
        exchange.values,
        nonce,
        exchange.request.peer,
        caller,
        exchange.context,
    )


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """What the operator decides about the gateway."""

    limits_enforced: bool = True
    """Whether accounts are held to calls a second at all; off for load tests."""
    calls_per_second: Mapping[str, int] = field(default_factory=dict)
    """Other limits than the descriptions', by operation name; 0 lifts one."""
    everybody_calls_per_second: Mapping[str, int] = field(default_factory=dict)
    """What all accounts together may call, by operation name; 0, or no entry, sets no limit."""


async def make_gateway(
    ports: Ports,
    credentials: Credentials,
    *,
    random_source: random.Random,
    metrics: Metrics,
    settings: GatewaySettings | None = None,
    registry: Registry | None = None,
    rate_policies: RatePolicies | None = None,
    calls: CallLog | None = None,
) -> Gateway:
    """The gateway of one process: call it with a Request, or its `dispatch` for a caller known otherwise.

    The store must be started: the nonces it remembers are read here, so that a restart lets nothing be replayed (I9).
    `random_source` draws request ids, which are no secrets. `rate_policies` has what accounts may call where that is
    other than the settings say. `calls` remembers the calls; without it nobody does.
    """
    settings = settings or GatewaySettings()
    nonces = NonceTable()
    nonces.load(await ports.store.used_nonces())
    rates = RateLimits(
        settings.calls_per_second,
        settings.limits_enforced,
        everybody=settings.everybody_calls_per_second,
        policies=rate_policies,
    )
    parts = Parts(registry or Registry(), credentials, nonces, rates, ports)
    ports.call_rates.read_by(lambda account: rates.usage(account, ports.clock.steady_ms()))
    calls = calls or CallLog(ports.clock, metrics, CallSettings(kept=0))
    return Gateway(parts, random_source, metrics, calls)
