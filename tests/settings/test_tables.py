"""Without this, a slip in a price list would be found in a bill and not by `heliograph check`."""

from pathlib import Path

import pytest

from heliograph.settings import ConfigurationError, Fault, entries_of, load, networks_of
from heliograph.settings.csv_table import FAULTS_MAX
from heliograph.sms.prices import Price, PriceEntry, PriceList

NETWORKS = "prefix,mcc,mnc,name\n8526,454,00,CSL\n85262,454,12,China Mobile Hong Kong\n"
AMOUNT = 'it must be a decimal such as "0.0075", with at most 6 digits on each side of the point'
PRICES = 'carrier,country,prefix,network,price,currency\nsimulator,HK,,,0.0075,EUR\nsimulator,,,45412,"0.01",EUR\n'


def written(folder: Path, text: str, **files: str) -> Path:
    for name, content in files.items():
        (folder / f"{name}.csv").write_bytes(content.encode())
    path = folder / "heliograph.toml"
    path.write_text(text)
    return path


def faults_of(path: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(ConfigurationError) as caught:
        load(path)
    return [(Path(fault.source).name, fault.line, fault.says) for fault in caught.value.faults]


def test_networks_and_prices_are_read_and_the_configurations_own_win(tmp_path: Path):
    path = written(
        tmp_path,
        'networks_file = "networks.csv"\nprices_file = "prices.csv"\n'
        '[[prices]]\ncarrier = "simulator"\nprice = "0.02"\ncurrency = "USD"\n'
        'countries = ["HK", "MO"]\nprefixes = ["853"]\n'
        '[[prices]]\ncarrier = "simulator"\nprice = "1"\ncurrency = "EUR"\nnetworks = ["45400"]\n',
        networks="\ufeff" + NETWORKS.replace("\n", "\r\n"),
        prices=PRICES,
    )
    settings = load(path).settings
    networks = networks_of(settings)
    assert networks.code_of("85262234567") == "45412"
    assert networks.find("85261234567").name == "CSL"
    prices = PriceList(entries_of(settings), networks)
    assert prices.find("simulator", "85291234567", "HK") == Price(20_000, "USD")
    assert prices.find("simulator", "85262234567", "HK") == Price(10_000, "EUR")
    assert prices.find("simulator", "85261234567", "HK") == Price(1_000_000, "EUR")
    assert prices.find("simulator", "85361234567", "MO") == Price(20_000, "USD")
    assert PriceEntry("simulator", Price(7_500, "EUR"), country="HK") in entries_of(settings)


def test_without_files_there_is_nothing():
    settings = load().settings
    assert entries_of(settings) == []
    assert len(networks_of(settings)) == 0


@pytest.mark.parametrize(
    ("rows", "line", "says"),
    [
        ("+852,454,00,x", 2, "prefix is '+852'; it must be 1 to 15 digits, without a plus sign or zeros before them"),
        ("852,45,00,x", 2, "mcc is '45'; it must be 3 digits"),
        ("852,454,0,x", 2, "mnc is '0'; it must be 2 or 3 digits"),
        ("852,,00,x", 2, "mcc is empty"),
        ("852,454,00,x\n852,454,01,y", 3, "prefix 852 is in line 2 already"),
        ("852,454,00", 2, "has 3 cells; it must have 4, as the first line has"),
        ('852,454,00,"x', 2, "is no CSV: unexpected end of data"),
    ],
)
def test_a_slip_among_the_networks_is_named_by_its_line(tmp_path: Path, rows: str, line: int, says: str):
    path = written(tmp_path, 'networks_file = "networks.csv"\n', networks=f"prefix,mcc,mnc,name\n{rows}\n")
    assert faults_of(path) == [("networks.csv", line, says)]


@pytest.mark.parametrize(
    ("rows", "line", "says"),
    [
        ("simulatr,HK,,,1,EUR", 2, "carrier names no carrier: 'simulatr'; did you mean \"simulator\"?"),
        ("simulator,UK,,,1,EUR", 2, "country is 'UK', which is no country of ISO 3166"),
        ("simulator,hk,,,1,EUR", 2, "country is 'hk'; it must be two letters of ISO 3166, or 001"),
        ("simulator,HK,852,,1,EUR", 2, "has more than one of country, prefix and network; it must have one, or none "
         "for everywhere"),
        ("simulator,HK,,,0.00000001,EUR", 2, f"price is '0.00000001'; {AMOUNT}"),
        ("simulator,HK,,,-1,EUR", 2, f"price is '-1'; {AMOUNT}"),
        ("simulator,HK,,,,EUR", 2, "price is empty"),
        ("simulator,HK,,,1,euro", 2, "currency is 'euro'; it must be a currency of ISO 4217, three capital letters"),
        ("simulator,HK,,,1,EUR\n\nsimulator,HK,,,2,EUR", 4, "has the carrier and destination of line 2"),
        ("simulator,,,454,1,EUR", 2, "network is '454'; it must be MCC and MNC as one number of 5 or 6 digits such as "
         "45400"),
    ],
)  # fmt: skip
def test_a_slip_among_the_prices_is_named_by_its_line(tmp_path: Path, rows: str, line: int, says: str):
    head = "carrier,country,prefix,network,price,currency"
    path = written(tmp_path, 'prices_file = "prices.csv"\n', prices=f"{head}\n{rows}\n")
    assert faults_of(path) == [("prices.csv", line, says)]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('price = 0.0075\ncurrency = "EUR"', 3, "prices[0].price is 0.0075; it must be a decimal in quotes such as "
         '"0.0075", with at most 6 digits on each side of the point'),
        ('price = "1"\ncurrency = "EUR"\ncountries = ["UK"]', 5, "prices[0].countries has 'UK', which is no country of "
         "ISO 3166"),
        ('price = "1"\ncurrency = "EUR"\nnetworks = ["45400"]', 5, "prices[0].networks needs networks_file, which says "
         "what networks numbers belong to"),
        ('price = "1"\ncurrency = "EUR"\nprefixes = ["85", "85"]', 5, "prices[0].prefixes has a carrier and "
         "destination that a price above has already"),
    ],
)  # fmt: skip
def test_a_slip_in_the_configuration_is_named_by_its_line(tmp_path: Path, text: str, line: int, says: str):
    path = written(tmp_path, f'[[prices]]\ncarrier = "simulator"\n{text}\n')
    assert faults_of(path) == [("heliograph.toml", line, says)]


def test_a_price_of_a_carrier_that_there_is_not_is_found(tmp_path: Path):
    path = written(tmp_path, '[[prices]]\ncarrier = "net-one"\nprice = "1"\ncurrency = "EUR"\n')
    says = "prices[0].carrier names no carrier: 'net-one'; known: simulator"
    assert faults_of(path) == [("heliograph.toml", 2, says)]


def test_a_route_by_network_needs_the_networks(tmp_path: Path):
    route = '[[routes]]\nname = "r"\nnetworks = ["45400"]\ncarriers = { simulator = 1 }\n'
    needs = "routes[0].networks needs networks_file, which says what networks numbers belong to"
    assert faults_of(written(tmp_path, route)) == [("heliograph.toml", 3, needs)]
    path = written(tmp_path, f'networks_file = "networks.csv"\n{route}', networks=NETWORKS)
    assert load(path).settings.routes[0].networks == ("45400",)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("prefix,mcc\n", "must name the columns prefix,mcc,mnc,name (at least prefix,mcc,mnc), once each"),
        ("prefix,mcc,mnc,mnc\n", "must name the columns prefix,mcc,mnc,name (at least prefix,mcc,mnc), once each"),
        ("", "must name the columns prefix,mcc,mnc,name (at least prefix,mcc,mnc), once each"),
    ],
)
def test_a_file_of_another_kind_is_told(tmp_path: Path, content: str, says: str):
    path = written(tmp_path, 'networks_file = "networks.csv"\n', networks=content)
    assert faults_of(path) == [("networks.csv", 1, says)]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path):
    path = written(tmp_path, 'networks_file = "networks.csv"\n')
    assert faults_of(path) == [("networks.csv", 0, "cannot be read: No such file or directory")]
    (tmp_path / "networks.csv").write_bytes(b"prefix,mcc,mnc\n\xff,1,2\n")
    assert faults_of(path) == [("networks.csv", 0, "is not UTF-8 text at octet 15")]


def test_a_file_that_is_wrong_in_every_line_tells_some(tmp_path: Path):
    path = written(tmp_path, 'networks_file = "networks.csv"\n', networks="prefix,mcc,mnc\n" + "x,y,z\n" * 1_000)
    assert FAULTS_MAX <= len(faults_of(path)) <= FAULTS_MAX + 3


def test_faults_name_the_setting_that_led_there(tmp_path: Path):
    path = written(tmp_path, 'networks_file = "networks.csv"\n', networks="prefix,mcc,mnc\n8,4,4\n")
    with pytest.raises(ConfigurationError) as caught:
        load(path)
    assert isinstance(caught.value.faults[0], Fault)
    assert {fault.key for fault in caught.value.faults} == {"networks_file"}
