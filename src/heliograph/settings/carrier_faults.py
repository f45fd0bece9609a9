"""Says what is wrong with one carrier whose keys are right one by one: files, URLs, templates and paths."""

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from heliograph.settings.carrier import CarrierSettings
from heliograph.settings.carrier_tls import carrier_context
from heliograph.settings.carriers import AnyCarrier
from heliograph.settings.http_carrier import HttpCarrierSettings
from heliograph.settings.networks import Networks
from heliograph.settings.tls_pair import PairProblem, trust_only
from heliograph.settings.web_carrier import WebCarrierSettings
from heliograph.sms.carrier_request import CarrierRequest, WrongRequest
from heliograph.sms.field_path import read_path
from heliograph.sms.push_target import Unfit, names_inside, read_push_url

#: The key within the table of the carrier, and the predicate of a sentence about it.
Wrong: TypeAlias = tuple[tuple[str, ...], str]

_REPLY_PATHS = ("reply_id", "reply_error")
_POST_PATHS = (
    *("receipt_list", "receipt_id", "receipt_state", "receipt_code", "receipt_to"),
    *("message_list", "message_from", "message_to", "message_text", "message_id"),
)


def wrong_with(carrier: AnyCarrier) -> Iterator[Wrong]:
    """Everything that is wrong with it."""
    try:
        if isinstance(carrier, CarrierSettings):
            carrier_context(carrier)
        else:
            web_context(carrier.tls_ca)
    except PairProblem as problem:
        yield (f"tls_{problem.key}",), str(problem)
    if isinstance(carrier, HttpCarrierSettings):
        yield from _wrong_http(carrier)
    elif isinstance(carrier, WebCarrierSettings):
        yield from _wrong_url("endpoint", carrier.endpoint, carrier.allow)
        url = read_push_url(carrier.endpoint)
        if not isinstance(url, Unfit) and url.target != "/":
            yield ("endpoint",), "has a path; the API is at the root"


def web_context(ca: Path | None) -> ssl.SSLContext:
    """The context of connections to a carrier over HTTP: TLS 1.2 or later, certificate and name always checked.

    Raises `PairProblem`.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca is None:
        context.load_default_certs()
    else:
        trust_only(context, ca)
    return context


def request_of(carrier: HttpCarrierSettings) -> CarrierRequest:
    """How the carrier wants to be asked. Raises `WrongRequest`."""
    return CarrierRequest(carrier.body_kind, carrier.body, carrier.fields, carrier.headers, carrier.content_type)


def _wrong_http(carrier: HttpCarrierSettings) -> Iterator[Wrong]:
    yield from _wrong_url("url", carrier.url, carrier.allow)
    try:
        request_of(carrier)
    except WrongRequest as wrong:
        yield (wrong.setting, wrong.entry) if wrong.entry else (wrong.setting,), wrong.says
    for name in (*_REPLY_PATHS, *_POST_PATHS):
        try:
            path = read_path(getattr(carrier, name))
        except ValueError as error:
            yield (name,), str(error)
        else:
            if path.pattern and name in _POST_PATHS:
                yield (name,), "is a regular expression; posts are JSON, forms or queries, and take a path"


def _wrong_url(key: str, text: str, allow: Networks) -> Iterator[Wrong]:
    url = read_push_url(text)
    if isinstance(url, Unfit):
        yield (key,), url.allowed
        return
    inside = names_inside(url, allow.networks)
    if inside:
        yield (key,), f"{inside}; allow can open it"
    elif not url.secure and not allow.networks:
        yield (key,), "begins with http://, which is for networks that allow names; secrets would go over the open net"
