"""Lets an authenticated call through when its parameters are right and its account does not call too often."""

from heliograph.gateway.exchange import Exchange
from heliograph.gateway.faults import Fault, fault, throttled
from heliograph.gateway.parts import Parts
from heliograph.operations.call import Reply
from heliograph.operations.validate import Faults, validate


def check_parameters(exchange: Exchange, parts: Parts) -> Fault | Reply | None:
    """Everything that is wrong with the parameters at once; the first fault decides what kind of answer it is."""
    values = validate(exchange.operation, exchange.parameters, parts.ports.numbers)
    if not isinstance(values, Faults):
        exchange.values = values
        return None
    first = values.first
    if not first.business:
        return Fault(first.code, 400, values.text)
    if exchange.operation.refuses_by_document:
        return fault(first.code, values.text, exchange.operation.product)
    return Reply(first.code, values.text)


def limit_rate(exchange: Exchange, parts: Parts) -> Fault | None:
    """One call from every bucket that it falls under: the account's, its user's, and everybody's."""
    caller = exchange.caller
    short = parts.rates.take(caller.account, caller.principal, exchange.operation, parts.ports.clock.steady_ms())
    if short is None:
        return None
    refusal, ports = throttled(short.wait_ms, short.everybody), parts.ports
    ports.hits.hit(caller.account, refusal.code, ports.clock.utc_ms(), ports.rules.offset_minutes)
    return refusal
