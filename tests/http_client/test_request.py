"""If this fails, a carrier reads another request than the one that was meant."""

from heliograph.http_client.request import request_octets
from heliograph.sms.push_target import PushUrl, read_push_url


def url(text: str) -> PushUrl:
    found = read_push_url(text)
    assert isinstance(found, PushUrl)
    return found


def test_a_request_is_whole() -> None:
    octets = request_octets(url("https://net.example:8443/v1?a=b"), "POST", "", [("X-One", "1")], b"{}")
    assert octets == (b"POST /v1?a=b HTTP/1.1\r\nHost: net.example:8443\r\nX-One: 1\r\nContent-Length: 2\r\n\r\n{}")


def test_a_query_goes_behind_the_url_s_own() -> None:
    assert request_octets(url("https://net.example"), "GET", "to=1", []).startswith(b"GET /?to=1 HTTP/1.1\r\n")
    assert request_octets(url("https://net.example/a?b=c"), "GET", "to=1", []).startswith(b"GET /a?b=c&to=1 ")


def test_a_body_has_a_length_even_if_it_is_empty() -> None:
    assert b"Content-Length: 0" in request_octets(url("https://net.example/"), "PUT", "", [])
    assert b"Content-Length" not in request_octets(url("https://net.example/"), "GET", "", [])
