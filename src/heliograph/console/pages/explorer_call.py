"""The explorer's Call: the form's values, signed as an SDK signs, through all of the gateway, and what came back."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from heliograph.console.call_history import PastCall, kept_values
from heliograph.console.explored import Explored, listed, operation_of
from heliograph.console.explorer_address import TABS, View, address_of, view_of
from heliograph.console.forced_results import DELAYS, RESULTS, rule_line
from heliograph.console.routes import Route
from heliograph.console.visit import Visit
from heliograph.explorer.form import form, sent, without_secrets
from heliograph.explorer.notes import notes
from heliograph.explorer.signed_call import Answered, as_sent, call, explained, read, request_of
from heliograph.http.request import Request
from heliograph.http.response import Response

#: How calls from here name themselves.
USER_AGENT = "heliograph-explorer"


@dataclass(frozen=True, slots=True)
class _Forced:
    """A rule of the simulated carrier that waits for the call's message, or why there is none."""

    rule: str = ""
    why_not: str = ""


async def send(visit: Visit) -> Response:
    """Call the operation as the reader; the answer beside the form, for htmx alone or on the whole page."""
    operation = operation_of(visit)
    if operation is None:
        return visit.page("missing.html", 404, title="Not here")
    asked = view_of(visit.form)
    explored = Explored(visit, operation, sent(operation, visit.form), View(TABS[0], asked.language, asked.target))
    forced = await _force(explored)
    request, answered, took_ms = await _signed(explored)
    if forced.rule and not answered.message_ids:
        await visit.ask("RemoveSimulatorRule", {"RuleName": forced.rule})
    _keep(explored, answered, took_ms)
    shown = {
        "answered": answered,
        "took_ms": took_ms,
        "asked_as": as_sent(operation, request),
        "explanation": explained(operation, answered),
        "forced": forced,
        **explored.shown(whole=True),
    }
    if visit.is_part:
        reply = visit.page("explorer_called.html", **shown)
        reply.headers += (("HX-Replace-Url", address_of(operation, explored.values, explored.view)),)
        return reply
    opened = f"{operation.product}/{operation.version}/{operation.name}"
    return visit.page(
        "explorer.html", title=operation.name, is_index=False, opened=opened, **listed(visit, ""), **shown
    )


async def _signed(explored: Explored) -> tuple[Request, Answered, int]:
    """What was sent, the answer, and how many milliseconds it took."""
    visit, operation, values, ports = explored.visit, explored.operation, explored.values, explored.visit.ports
    with ports.lend(visit.session.credential) as signer:
        request = request_of(
            operation,
            values,
            signer,
            now_ms=ports.clock.utc_ms(),
            nonce=ports.nonce(),
            host=visit.request.header("host"),
        )
        request.headers["user-agent"] = (USER_AGENT,)
        began = ports.clock.steady_ms()
        reply = await call(ports.application, replace(request, peer=visit.request.peer, secure=visit.request.secure))
        took_ms = ports.clock.steady_ms() - began
    return request, read(operation, values, reply), took_ms


async def _force(explored: Explored) -> _Forced:
    """Tell the simulated carrier what to do to the message that the call is about to make."""
    visit = explored.visit
    result, delay = visit.form.get("force", ""), visit.form.get("delay", "")
    if not explored.can_force or (result not in RESULTS and delay not in DELAYS):
        return _Forced()
    found = notes(explored.operation, form(explored.operation), explored.values, visit.ports.numbers, whole=True)
    number = next((note.number for note in found.values() if note.number is not None), None)
    if number is None:
        # The call is refused for it, and makes no message.
        return _Forced()
    segments = max((note.ruler.count for note in found.values() if note.ruler is not None), default=1)
    name = f"explorer-{secrets.token_hex(4)}"
    line = rule_line(name, number.digits, result if result in RESULTS else "delivered", delay, segments)
    answer = await visit.ask("AddSimulatorRules", {"Rules": line})
    if answer["ResponseCode"] != "OK":
        return _Forced(why_not=answer["ResponseDescription"])
    return _Forced(rule=name)


def _keep(explored: Explored, answered: Answered, took_ms: int) -> None:
    values: Mapping[str, str] = kept_values(without_secrets(explored.operation, explored.values))
    ports = explored.visit.ports
    ports.history.add(
        explored.visit.session.csrf,
        PastCall(
            operation=explored.operation,
            values=values,
            at_ms=ports.clock.utc_ms(),
            took_ms=took_ms,
            status=answered.status,
            code=answered.code,
            request_id=answered.request_id,
            message_ids=answered.message_ids,
        ),
    )


ROUTES = (Route("POST", "explorer/{product}/{version}/{action}", send),)
