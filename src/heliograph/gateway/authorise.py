"""Lets a call through when its account may call at all and the caller's policies allow the action.

It stands before the check of parameters: what a caller may not do it does not learn the parameters of (spec: api §2.8).
"""

from datetime import UTC, datetime

import msgspec

from heliograph.gateway.exchange import Exchange
from heliograph.gateway.faults import SUSPENDED, Fault, fault, no_permission
from heliograph.gateway.parts import Parts
from heliograph.http.request import Request as HttpRequest
from heliograph.identity import Credential
from heliograph.identity.account import ROOT_ACCOUNT
from heliograph.identity.conditions import Context
from heliograph.identity.denial import access_denied_detail
from heliograph.identity.evaluate import Request, decide, may_be_allowed
from heliograph.identity.principal import AccountRoot, Subject, User
from heliograph.operations.call import Reply

_SUSPENDED = "The account is suspended: none of its calls is served until the operator resumes it."

_NOWHERE = HttpRequest("POST", "/", "/", "", {}, b"")

_OF_SERVER = "This operation is about all accounts; only the server's own account may call it."


def authorise(exchange: Exchange, parts: Parts) -> Fault | Reply | None:
    """The account itself may do everything in it; users and sessions what their policies say."""
    identities, caller = parts.ports.identities, exchange.caller
    if identities.directory.is_suspended(caller.account):
        return _suspended(exchange)
    if exchange.operation.of_server and caller.account != ROOT_ACCOUNT:
        return fault("Forbidden", _OF_SERVER)
    principal = identities.directory.principal(caller)
    operation = exchange.operation
    if isinstance(principal, AccountRoot) or not operation.action:
        return None
    exchange.context = _context(exchange, parts)
    for resource in operation.arns(caller.account, exchange.parameters, _user_name(principal)):
        request = Request(operation.action, resource, exchange.context)
        decision = decide(principal, request)
        if not decision.allowed:
            detail = access_denied_detail(decision, principal, request, identities.seal)
            return no_permission(msgspec.to_builtins(detail))
    return None


def may(caller: Credential, action: str, parts: Parts) -> bool:
    """Whether the caller's policies allow an action at all, as far as it can be known before a call says on what.

    What is about all accounts is for those of the server's own account only. What is allowed on one resource alone is
    allowed at all.

    Condition keys that only a request brings are absent; the call itself is asked again with all of them.
    """
    identities = parts.ports.identities
    if identities.directory.is_suspended(caller.account):
        return False
    if caller.account != ROOT_ACCOUNT and action in parts.registry.of_server:
        return False
    principal = identities.directory.principal(caller)
    if isinstance(principal, AccountRoot):
        return True
    context = request_context(_NOWHERE, parts.ports.clock.utc_ms())
    if action in parts.registry.on_resources:
        return may_be_allowed(principal, action, context)
    return decide(principal, Request(action, "*", context)).allowed


def _suspended(exchange: Exchange) -> Fault | Reply:
    """In the words of SMS, whose catalogue has a code for it; elsewhere, in those of the gateway."""
    if exchange.operation.refuses_by_document:
        return fault("Forbidden", _SUSPENDED)
    return Reply(SUSPENDED, _SUSPENDED)


def _user_name(principal: Subject) -> str:
    return principal.name if isinstance(principal, User) else ""


def _context(exchange: Exchange, parts: Parts) -> Context:
    return request_context(exchange.request, exchange.received_at or parts.ports.clock.utc_ms())


def request_context(request: HttpRequest, now: int) -> Context:
    """The condition keys that every request brings; of a call through another door there is no address to tell.

    `now` is UTC milliseconds of the wall clock.
    """
    context = {
        "acs:CurrentTime": datetime.fromtimestamp(now // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "acs:SecureTransport": "true" if request.secure else "false",
        "acs:UserAgent": request.header("user-agent"),
    }
    if request.peer:
        context["acs:SourceIp"] = request.peer
    return context
