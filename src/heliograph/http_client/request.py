"""Writes a request to a URL as octets of HTTP/1.1."""

from collections.abc import Sequence

from heliograph.sms.push_target import PushUrl

#: A request with one of these has a length even where its body is empty (RFC 9110 §8.6).
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


def request_octets(
    url: PushUrl, method: str, query: str, headers: Sequence[tuple[str, str]], body: bytes = b""
) -> bytes:
    """The request, over a connection that is kept. `query` is already encoded and goes behind the URL's own.

    Header values are Latin-1 without control characters: whoever gives them sees to that.
    """
    target = url.target + (("&" if "?" in url.target else "?") + query if query else "")
    lines = [f"{method} {target} HTTP/1.1", f"Host: {url.authority}", *(f"{name}: {value}" for name, value in headers)]
    if body or method in _WITH_BODY:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body
