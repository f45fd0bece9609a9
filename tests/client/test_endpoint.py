"""If this fails, a person cannot name their server the way they would write it."""

import pytest

from heliograph.client.endpoint import Endpoint, parse_endpoint


@pytest.mark.parametrize(
    ("text", "endpoint", "authority"),
    [
        ("127.0.0.1:8080", Endpoint("http", "127.0.0.1", 8080), "127.0.0.1:8080"),
        ("localhost", Endpoint("http", "localhost", 80), "localhost"),
        ("http://sms.example", Endpoint("http", "sms.example", 80), "sms.example"),
        ("http://sms.example:80/", Endpoint("http", "sms.example", 80), "sms.example"),
        ("http://sms.example:443", Endpoint("http", "sms.example", 443), "sms.example:443"),
        ("https://sms.example", Endpoint("https", "sms.example", 443), "sms.example"),
        ("https://sms.example:8443/", Endpoint("https", "sms.example", 8443), "sms.example:8443"),
        ("[::1]:8080", Endpoint("http", "::1", 8080), "[::1]:8080"),
        ("https://[2001:db8::1]", Endpoint("https", "2001:db8::1", 443), "[2001:db8::1]"),
    ],
)
def test_reads_an_endpoint(text: str, endpoint: Endpoint, authority: str) -> None:
    assert parse_endpoint(text) == endpoint
    assert endpoint.authority == authority
    assert parse_endpoint(str(endpoint)) == endpoint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://",
        "ftp://host",
        "host:",
        "host:0",
        "host:65536",
        "host:x",
        "host:٨٠",
        "http://host/path",
        "http://host?x=1",
        "http://user:s3cr3t@host",
        "::1",
        "[::1",
        "ho st",
        "host\r\nx: y",
        "host\n",
    ],
)
def test_refuses_what_is_none_without_repeating_it(text: str) -> None:
    with pytest.raises(ValueError, match="endpoint") as refused:
        parse_endpoint(text)
    assert "s3cr3t" not in str(refused.value)
