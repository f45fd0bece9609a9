"""If this fails, a customer makes the server call its own machine, its network, or the cloud's metadata service."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.push_target import PushUrl, Unfit, leads_inside, names_inside, read_networks, read_push_url


@pytest.mark.parametrize(
    ("text", "secure", "host", "port", "target", "authority"),
    [
        ("https://shop.example/receipts", True, "shop.example", 443, "/receipts", "shop.example"),
        ("http://shop.example", False, "shop.example", 80, "/", "shop.example"),
        ("http://SHOP.example:8080/a?b=c%20d", False, "shop.example", 8080, "/a?b=c%20d", "shop.example:8080"),
        ("https://[2606:4700::1]:8443/x", True, "2606:4700::1", 8443, "/x", "[2606:4700::1]:8443"),
        ("https://93.184.216.34?x", True, "93.184.216.34", 443, "/?x", "93.184.216.34"),
    ],
)
def test_a_url_is_taken_apart(text, secure, host, port, target, authority):
    url = read_push_url(text)
    assert url == PushUrl(text, secure, host, port, target)
    assert url.authority == authority


@pytest.mark.parametrize(
    "text",
    [
        "",
        "shop.example/receipts",
        "ftp://shop.example/",
        "file:///etc/passwd",
        "http:///path",
        "http://user:word@shop.example/",
        "http://user@shop.example/",
        "http://shop.example:0/",
        "http://shop.example:65536/",
        "http://shop.example:x/",
        "http://[::1/",
        "http://shop.example/#part",
        "http://shop.example/a b",
        "http://shop.example/a\r\nX-Header: 1",
        "http://shöp.example/",
        "http://shop.example/" + "x" * 2_048,
    ],
)
def test_anything_else_is_refused_without_repeating_it(text):
    unfit = read_push_url(text)
    assert isinstance(unfit, Unfit)
    assert len(text) < 8 or text not in unfit.allowed


@given(st.text())
def test_no_text_breaks_it(text):
    assert isinstance(read_push_url("http://" + text), PushUrl | Unfit)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1", "203.0.113.9", "168.63.129.16",
        "224.0.0.1", "224.0.1.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "ff0e::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "::127.0.0.1", "::10.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a9fe:a9fe::1",
        "2001:0:7f00:1::1",
    ],
)  # fmt: skip
def test_what_leads_inside_is_refused_in_every_form(address):
    assert leads_inside(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "1.1.1.1", "100.63.255.255", "100.128.0.1", "2606:4700::1111", "::ffff:1.1.1.1"]
)
def test_the_world_outside_may_be_reached(address):
    assert leads_inside(ipaddress.ip_address(address)) == ""


@pytest.mark.parametrize(
    ("address", "open_"),
    [("127.0.0.1", True), ("::ffff:127.0.0.9", True), ("::1", True), ("10.1.2.3", True), ("10.2.0.1", False)],
)
def test_an_allow_list_opens_what_it_names_and_no_more(address, open_):
    allowed = read_networks("127.0.0.0/8, ::1,10.1.0.0/16")
    assert (leads_inside(ipaddress.ip_address(address), allowed) == "") == open_


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("http://localhost:9000/", True),
        ("http://shop.localhost/", True),
        ("http://10.0.0.1/", True),
        ("http://[::1]/", True),
        ("http://1.1.1.1/", False),
        ("http://shop.example/", False),
    ],
)
def test_a_host_that_leads_inside_by_its_name_is_known_without_a_look_up(text, inside):
    url = read_push_url(text)
    assert bool(names_inside(url)) == inside
    assert names_inside(url, read_networks("127.0.0.0/8,::1,10.0.0.0/8")) == ""


@pytest.mark.parametrize("text", ["localhost", "127.0.0.1/8", "10.0.0.0/33"])
def test_a_list_that_is_none_is_not_taken_for_an_empty_one(text):
    with pytest.raises(ValueError, match=r"network|netmask|host bits|appear"):
        read_networks(text)
