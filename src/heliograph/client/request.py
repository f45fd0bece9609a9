"""Builds a signed request of the API, as the SDKs build theirs: pure, from a key, parameters, the time and a nonce."""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from heliograph.http import Request
from heliograph.signatures import v1, v3
from heliograph.signatures.percent import encode

Method = Literal["GET", "POST"]
Signature = Literal["v1", "v3", "v3-sm3"]
Place = Literal["query", "form"]

#: A parameter as a caller has it: None is left out, True is `true`, lists and objects are JSON text.
Value = str | int | float | bool | list[Any] | dict[str, Any] | None

#: As `Request` has them.
Headers = dict[str, tuple[str, ...]]

FORM = "application/x-www-form-urlencoded"

_has_control = re.compile(r"[\x00-\x1f\x7f]").search


@dataclass(frozen=True, slots=True)
class Key:
    """An AccessKey to sign with."""

    access_key_id: str
    secret: str = field(repr=False)
    security_token: str = field(default="", repr=False)
    """Of a temporary credential only."""


def signed_request(
    key: Key,
    action: str,
    version: str,
    params: Mapping[str, Value],
    *,
    now_ms: int,
    nonce: str,
    host: str,
    method: Method = "POST",
    signature: Signature = "v3",
    place: Place = "query",
) -> Request:
    """The request for one call of `action`, ready to be sent, or to be handed to an application in this process.

    `now_ms` is UTC milliseconds, `nonce` unique for the key, `host` what the Host header says (with the port unless
    implied). `place` is where a POST carries `params`; the SDKs put them into the query. Headers come in the order they
    are to be sent; Content-Length is among them and Connection is not.

    Raises ValueError for a GET with a form, and for control characters in what goes into a header.
    """
    if method == "GET" and place == "form":
        raise ValueError("A GET has no form; use place='query'.")
    if _has_control(f"{action}{version}{nonce}{host}{key.access_key_id}{key.security_token}"):
        raise ValueError("A control character is in the action, the version, the nonce, the host or the key.")
    business = {name: as_text(value) for name, value in params.items() if value is not None}
    query, form = (business, {}) if place == "query" else ({}, business)
    body = _urlencoded(form).encode()
    timestamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now_ms // 1000))
    headers: Headers = {"host": (host,), "accept": ("application/json",)}
    if form:
        headers["content-type"] = (FORM,)
    if signature == "v1":
        query = _common_parameters(key, action, version, timestamp, nonce) | query
        query[v1.SIGNATURE] = v1.sign(key.secret, v1.string_to_sign(method, query | form))
    else:
        algorithm = v3.ALGORITHM_SM3 if signature == "v3-sm3" else v3.ALGORITHM
        headers |= _common_headers(key, action, version, timestamp, nonce)
        headers["x-acs-content-sha256"] = (v3.payload_hash(body, algorithm),)
        signed = v3.authorize(key.access_key_id, key.secret, method, "/", query, headers, algorithm)
        headers["authorization"] = (signed,)
    if method == "POST":
        headers["content-length"] = (str(len(body)),)
    text = _urlencoded(query)
    return Request(method, f"/?{text}" if text else "/", "/", text, headers, body)


def to_octets(request: Request) -> bytes:
    """The request as it goes over an HTTP/1.1 connection that is kept; for load generators and raw sockets."""
    lines = [f"{request.method} {request.target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, values in request.headers.items() for value in values]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + request.body


def as_text(value: Value) -> str:
    """A parameter's value as a form carries it."""
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def _common_parameters(key: Key, action: str, version: str, timestamp: str, nonce: str) -> dict[str, str]:
    common = {
        "Action": action,
        "Version": version,
        "Format": "JSON",
        "Timestamp": timestamp,
        "SignatureNonce": nonce,
        "SignatureMethod": v1.METHOD,
        "SignatureVersion": v1.VERSION,
        "AccessKeyId": key.access_key_id,
    }
    if key.security_token:
        common["SecurityToken"] = key.security_token
    return common


def _common_headers(key: Key, action: str, version: str, timestamp: str, nonce: str) -> Headers:
    headers: Headers = {
        "x-acs-action": (_octets(action),),
        "x-acs-version": (_octets(version),),
        "x-acs-date": (timestamp,),
        "x-acs-signature-nonce": (_octets(nonce),),
    }
    if key.security_token:
        headers["x-acs-accesskey-id"] = (_octets(key.access_key_id),)
        headers["x-acs-security-token"] = (_octets(key.security_token),)
    return headers


def _urlencoded(parameters: Mapping[str, str]) -> str:
    return "&".join([f"{encode(name)}={encode(value)}" for name, value in parameters.items()])


def _octets(text: str) -> str:
    """A header's value as `Request` has it: UTF-8 octets as Latin-1, without the outer blanks that HTTP drops."""
    text = text.strip(" ")
    return text if text.isascii() else text.encode().decode("latin-1")
