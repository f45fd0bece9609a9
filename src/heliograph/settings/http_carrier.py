"""The settings of a `[[carriers]]` that is reached over HTTP, by requests that the operator describes."""

import enum
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from heliograph.settings.carrier import CarrierKind
from heliograph.settings.secret import Secret
from heliograph.settings.web_carrier import VISIBLE, WebCarrierSettings
from heliograph.sms.carrier_request import BodyKind
from heliograph.sms.push_target import URL_MAX

_PATH_SAYS = {"allowed": "a path such as messages.0.id, or re: and a regular expression with a group"}

_CLASSES = ("throttle", "retry", "permanent", "doubt", "shut-out")
_STATES = ("delivered", "failed", "rejected", "expired", "underway")


class Method(enum.StrEnum):
    """How a request asks."""

    POST = "POST"
    PUT = "PUT"
    GET = "GET"


def _path(description: str) -> Meta:
    return Meta(max_length=255, extra=_PATH_SAYS, description=description)


class HttpCarrierSettings(WebCarrierSettings, frozen=True, kw_only=True):
    """A carrier that takes messages by HTTP requests. How a request looks, what a reply says and what its receipts say
    is described here; `docs/carriers.md` walks through it. Texts go whole, however long: the carrier cuts."""

    KIND: ClassVar = CarrierKind.HTTP

    url: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=URL_MAX,
            description="Where messages are asked for. `http://` only into networks of `allow`; redirects are not "
            "followed.",
            extra={"allowed": "a URL that begins with https:// or http://"},
        ),
    ]
    method: Annotated[Method, Meta(description="The method of the request.")] = Method.POST
    headers: Annotated[
        dict[str, Annotated[str, Meta(max_length=4096)]],
        Meta(
            max_length=32,
            description='Headers of the request: `headers = { Authorization = "Bearer {secret}", Idempotency-Key = '
            '"{key}" }`. One that names a key, a token or a password takes it from `secret`.',
            extra={
                "allowed": "a table of at most 32 names and values of headers",
                "each": "a text of at most 4096 characters",
                "names": "words",
            },
        ),
    ] = msgspec.field(default_factory=dict)
    secret: Annotated[
        Secret,
        Meta(
            max_length=4096,
            pattern=VISIBLE,
            description="What `{secret}` stands for in headers and bodies, and in Base64 `{basic}`. Never in a URL.",
        ),
    ] = Secret()
    body_kind: Annotated[
        BodyKind,
        Meta(
            description="Where the request carries its values: a JSON document, a form, the query of the URL, or "
            "text of another kind. Values are escaped for it; in `raw`, `{text}` and `{sender}` need a filter, such as "
            "`{text|xml}`."
        ),
    ] = BodyKind.JSON
    body: Annotated[
        str,
        Meta(
            max_length=65_536,
            description="The document of `json`, whose strings may hold placeholders, or the text of `raw`.",
            extra={"allowed": "text of at most 65536 characters"},
        ),
    ] = ""
    fields: Annotated[
        dict[str, Annotated[str, Meta(max_length=4096)]],
        Meta(
            max_length=64,
            description='The fields of `form` and `query`: `fields = { to = "+{to}", text = "{text}" }`.',
            extra={
                "allowed": "a table of at most 64 names and texts",
                "each": "a text of at most 4096 characters",
                "names": "words",
            },
        ),
    ] = msgspec.field(default_factory=dict)
    content_type: Annotated[
        str,
        Meta(
            max_length=100,
            pattern=VISIBLE,
            description="The body's media type, where it is not the usual one of its kind.",
        ),
    ] = ""
    reply_id: Annotated[
        str,
        _path(
            "Where the carrier's message id stands in its reply. Without it, its receipts name `{key}`, which the "
            "request then carries."
        ),
    ] = ""
    reply_error: Annotated[str, _path("Where its error code stands.")] = ""
    accepted_codes: Annotated[
        tuple[Annotated[str, Meta(max_length=255)], ...],
        Meta(
            description='Values there that are no error, such as `["0"]`. A reply with status 2xx and without an error '
            "means that the carrier has the message.",
            extra={"allowed": "a list of texts"},
        ),
    ] = ()
    refusals: Annotated[
        dict[str, Annotated[str, Meta(pattern=f"^({'|'.join(_CLASSES)})\\Z")]],
        Meta(
            max_length=512,
            description='What error codes mean, or statuses: `refusals = { "21610" = "permanent", HTTP_409 = '
            '"doubt" }`. `throttle` slows the carrier down, `retry` tries the message again, `permanent` ends it, '
            "`doubt` leaves it to `on_unknown`, `shut-out` stops everything for minutes. By itself: 429 and 503 "
            "throttle, for as long as Retry-After says; 401, 402, 403, 407 and redirects shut out; 408, 425 and other "
            "5xx retry; 502 and 504 are doubt; the rest of 4xx and unknown codes are permanent.",
            extra={
                "allowed": "a table of error codes and what they mean",
                "each": f"one of {', '.join(_CLASSES)}",
                "names": "words",
            },
        ),
    ] = msgspec.field(default_factory=dict)
    webhook_reply: Annotated[
        str,
        Meta(
            max_length=1000,
            description="The body that tells the carrier that a post is stored.",
            extra={"allowed": "text of at most 1000 characters"},
        ),
    ] = "OK"
    receipt_list: Annotated[
        str, _path("Where a post to `/carriers/NAME/receipts` has its receipts; without it, it is them or one of them.")
    ] = ""
    receipt_id: Annotated[str, _path("In a receipt, the id of `reply_id`, or `{key}`.")] = "id"
    receipt_state: Annotated[str, _path("The word for what became of the message.")] = "status"
    receipt_code: Annotated[str, _path("The error code of one that was not delivered.")] = ""
    receipt_to: Annotated[str, _path("The recipient's number.")] = ""
    receipt_states: Annotated[
        dict[str, Annotated[str, Meta(pattern=f"^({'|'.join(_STATES)})\\Z")]],
        Meta(
            max_length=128,
            description='The carrier\'s words for states, in any case: `receipt_states = { sent = "underway", "5" = '
            '"failed" }`. DELIVRD, UNDELIV and the other words of SMPP are known.',
            extra={
                "allowed": "a table of words and states",
                "each": f"one of {', '.join(_STATES)}",
                "names": "words",
            },
        ),
    ] = msgspec.field(default_factory=dict)
    message_list: Annotated[
        str, _path("Where a post to `/carriers/NAME/messages` has what people wrote; without it, it is them or one.")
    ] = ""
    message_from: Annotated[str, _path("In one of them, who wrote it.")] = "from"
    message_to: Annotated[str, _path("Which number or sender of ours it was written to.")] = "to"
    message_text: Annotated[str, _path("The text.")] = "text"
    message_id: Annotated[
        str,
        _path("The carrier's id of it, by which a repeat is known; without it, by its words, for ten minutes."),
    ] = ""
