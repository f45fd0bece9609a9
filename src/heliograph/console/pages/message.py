"""One message: what it says, where it stands, everything that happened to it, and what a client was told when."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from heliograph.console.call_steps import steps_of
from heliograph.console.frame import go
from heliograph.console.routes import Route
from heliograph.console.visit import Visit
from heliograph.explorer.products import products
from heliograph.explorer.samples.languages import LANGUAGES, sample
from heliograph.explorer.samples.target import Protocol, Target
from heliograph.http.response import Response
from heliograph.operations import dysmsapi_2018_05_01
from heliograph.sms.ruler import Ruler, measure
from heliograph.sms.segments import TooLong

#: States after which nothing more is expected; a receipt may come all the same, and shows when the page is opened anew.
ENDED = ("delivered", "failed", "rejected", "expired", "cancelled", "unknown")

#: As what a call can be taken home from this page; the explorer has all languages.
_TAKEN_AS = ("curl", "aliyun", "python")

#: Of an answer of QueryMessage, what changes with time.
_CHANGING = ("Status", "ErrorCode", "ErrorDescription", "SendDate", "ReceiveDate")


async def show(visit: Visit) -> Response:
    """The page of a message of the reader's account; for htmx, the part that changes while it lives."""
    message_id = visit.names["message_id"]
    found = await visit.ask("GetMessage", {"MessageId": message_id})
    if found["ResponseCode"] == "DATA_NOT_EXIST":
        return visit.page("missing.html", 404, title="No such message")
    refusal = visit.refusal(found)
    if refusal is not None:
        return refusal
    timeline = _told(found["Timeline"])
    call = await visit.ask_if_allowed("GetCall", {"CallId": found["CallId"]})
    shown = {
        "call": call,
        "steps": steps_of(call) if call else (),
        "message": found,
        "timeline": timeline,
        "lives": found["State"] not in ENDED,
        **await _answer(visit, found, timeline),
    }
    if visit.is_part:
        return visit.page("message_life.html", **shown)
    named = {"MessageId": message_id}
    traced = await visit.ask_if_allowed("GetMessageTrace", named)
    return visit.page(
        "message.html",
        title=message_id,
        ruler=_ruler(found.get("Message", "")) if "Octets" not in found else None,
        findings=(await visit.ask_if_allowed("DiagnoseMessage", named)).get("Findings", ()),
        pushes=(await visit.ask_if_allowed("GetMessagePushes", named)).get("Pushes", ()),
        pdus=traced.get("Pdus", ()),
        pdus_say=traced.get("Says", ""),
        samples=_samples(visit, found),
        **shown,
    )


async def resend(visit: Visit) -> Response:
    """Send the same once more, and lead to the new message."""
    made = await visit.ask("ResendMessage", {"MessageId": visit.names["message_id"]})
    return visit.refusal(made) or go(f"/console/messages/{made['MessageId']}")


def _told(events: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The timeline with how long after the event before each one came, and its further fields for people."""
    before = int(events[0]["Timestamp"]) if events else 0
    told = []
    for event in events:
        at = int(event["Timestamp"])
        told.append({**event, "Detail": _detail(event.get("Detail", "")), "After": _lasted(at - before)})
        before = at
    return told


def _detail(text: str) -> list[tuple[str, str]]:
    """A timeline line's further fields, for people: in its order, without the moments that the line's date says."""
    fields = orjson.loads(text).items() if text else ()
    return [(key.replace("_", " "), str(value)) for key, value in fields if not key.endswith("_at")]


def _lasted(milliseconds: int) -> str:
    """A duration as people read it: `12 ms`, `3.4 s`, `5 min`, `2 h`."""
    if milliseconds < 1_000:
        return f"{milliseconds} ms"
    if milliseconds < 120_000:
        return f"{milliseconds / 1_000:.1f} s"
    if milliseconds < 7_200_000:
        return f"{milliseconds // 60_000} min"
    return f"{milliseconds // 3_600_000} h"


async def _answer(visit: Visit, found: Mapping[str, Any], timeline: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What QueryMessage answers now, or answered after the line that the address names."""
    at = visit.query.get("at", "")
    number = int(at) if at.isascii() and at.isdecimal() and 0 < int(at[:4]) <= len(timeline) else 0
    answer = await visit.ask("QueryMessage", {"MessageId": found["MessageId"]}, dysmsapi_2018_05_01.VERSION)
    if number and answer.get("ResponseCode") == "OK":
        unchanging = {key: value for key, value in answer.items() if key not in _CHANGING and key != "RequestId"}
        answer = {**timeline[number - 1]["QueryMessage"], **unchanging}
    return {"answer": orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode(), "at": number}


def _ruler(text: str) -> Ruler | None:
    try:
        return measure(text)
    except TooLong:
        return None


def _samples(visit: Visit, found: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The question what became of it, and the send itself, as text in a few languages."""
    request = visit.request
    here = Target(request.header("host"), Protocol.HTTPS if request.secure else Protocol.HTTP)
    sent = {name: found[name] for name in ("To", "From", "Message", "Type", "TaskId") if name in found}
    calls = [("QueryMessage", {"MessageId": found["MessageId"]})]
    if found.get("Action") == "SendMessageToGlobe":
        calls.append(("SendMessageToGlobe", sent))
    described = {o.name: o for o in products()["Dysmsapi", dysmsapi_2018_05_01.VERSION]}
    taken = []
    for name, values in calls:
        try:
            texts = [
                (LANGUAGES[language].title, sample(described[name], values, LANGUAGES[language], here).code)
                for language in _TAKEN_AS
            ]
        except ValueError:
            # What no sample can carry, such as a NUL in a text that came by SMPP.
            continue
        taken.append((name, texts))
    return taken


ROUTES = (
    Route("GET", "messages/{message_id}", show),
    Route("POST", "messages/{message_id}/resend", resend),
)
