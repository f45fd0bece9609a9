"""If this fails, a name that leads inside is connected to, or a slow name server holds up every subscriber."""

import ipaddress

import pytest

from heliograph.http_client.resolve import MayNotConnect, SystemLookup, addresses_of
from heliograph.sms.push_target import read_networks, read_push_url

URL = read_push_url("https://shop.example/receipts")


def answering(*addresses: str):
    async def lookup(host, port):
        assert (host, port) == ("shop.example", 443)
        return [ipaddress.ip_address(address) for address in addresses]

    return lookup


async def test_the_addresses_are_those_that_were_checked():
    found = await addresses_of(URL, answering("1.1.1.1", "2606:4700::1111"), ())
    assert [str(address) for address in found] == ["1.1.1.1", "2606:4700::1111"]


@pytest.mark.parametrize("addresses", [("127.0.0.1",), ("1.1.1.1", "10.0.0.1"), ("::ffff:169.254.169.254",)])
async def test_one_that_leads_inside_spoils_them_all(addresses):
    with pytest.raises(MayNotConnect, match=r"push\.allow"):
        await addresses_of(URL, answering(*addresses), ())


async def test_the_operator_can_open_it():
    assert len(await addresses_of(URL, answering("10.0.0.1", "1.1.1.1"), read_networks("10.0.0.0/8"))) == 2


async def test_a_name_without_an_address_says_so():
    async def unknown(host, port):
        raise OSError("no such name")

    for lookup in (unknown, answering()):
        with pytest.raises(MayNotConnect, match="no address"):
            await addresses_of(URL, lookup, ())


async def test_the_system_resolves_odd_spellings_of_loopback_to_what_they_are():
    lookup = SystemLookup()
    try:
        for host in ("localhost", "127.1", "0x7f.1", "2130706433"):
            for address in await lookup(host, 80):
                assert address.is_loopback
    finally:
        lookup.close()
