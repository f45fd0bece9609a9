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
    """One call from the account's bucket for this operation."""
    wait_ms = parts.rates.wait_ms(exchange.caller.account, exchange.operation, parts.ports.clock.steady_ms())
    return throttled(wait_ms) if wait_ms else None
