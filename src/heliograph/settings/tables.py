"""The operator's networks and prices, from their CSV files and from `[[prices]]`, with all that is wrong in them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from heliograph.settings.csv_table import CsvTable, Row
from heliograph.settings.fault import Fault
from heliograph.settings.model import SIMULATED, Settings
from heliograph.settings.price import (
    AMOUNT_PATTERN,
    AMOUNT_SAYS,
    CURRENCY_PATTERN,
    CURRENCY_SAYS,
    NETWORK_PATTERN,
    PriceSettings,
)
from heliograph.settings.read_table import lines_of, nearest
from heliograph.settings.toml_lines import KeyPath, dotted, line_of
from heliograph.sms.mobile_networks import MobileNetwork, MobileNetworks
from heliograph.sms.money import micro_of
from heliograph.sms.prefix_names import country_names
from heliograph.sms.prices import Price, PriceEntry

_PREFIX = r"^[1-9][0-9]{0,14}\Z"
_PREFIX_SAYS = "1 to 15 digits, without a plus sign or zeros before them"


def read_networks(path: Path) -> tuple[MobileNetworks, list[Fault]]:
    """The networks of a file with the columns prefix, mcc, mnc and name, and what is wrong with it."""
    table = CsvTable(path, "networks_file", ("prefix", "mcc", "mnc", "name"), ("prefix", "mcc", "mnc"))
    found: dict[str, tuple[int, MobileNetwork]] = {}
    for row in table.rows():
        line, cells = row
        prefix = table.cell(row, "prefix", _PREFIX, _PREFIX_SAYS)
        mcc = table.cell(row, "mcc", r"^[2-9][0-9]{2}\Z", "3 digits")
        mnc = table.cell(row, "mnc", r"^[0-9]{2,3}\Z", "2 or 3 digits")
        empty = [name for name in ("prefix", "mcc", "mnc") if not cells[name]]
        if empty:
            table.fault(line, f"{empty[0]} is empty")
        elif prefix in found:
            table.fault(line, f"prefix {prefix} is in line {found[prefix][0]} already")
        elif prefix and mcc and mnc:
            found[prefix] = line, MobileNetwork(mcc + mnc, cells.get("name", ""))
    return MobileNetworks((prefix, network) for prefix, (_, network) in found.items()), table.faults


def read_prices(path: Path, carriers: Sequence[str]) -> tuple[list[PriceEntry], list[Fault]]:
    """The prices of a file with the columns carrier, country, prefix, network, price and currency."""
    columns = ("carrier", "country", "prefix", "network", "price", "currency")
    table = CsvTable(path, "prices_file", columns, ("carrier", "price", "currency"))
    found: dict[tuple[str, str, str, str], tuple[int, PriceEntry]] = {}
    for row in table.rows():
        entry = _entry(table, row, carriers)
        if entry is None:
            continue
        if entry.place in found:
            table.fault(row[0], f"has the carrier and destination of line {found[entry.place][0]}")
            continue
        found[entry.place] = row[0], entry
    return [entry for _, entry in found.values()], table.faults


def _entry(table: CsvTable, row: Row, carriers: Sequence[str]) -> PriceEntry | None:
    """The price of a row; None where something is wrong with it."""
    before = len(table.faults)
    line, cells = row
    price = table.cell(row, "price", AMOUNT_PATTERN, AMOUNT_SAYS.replace("in quotes such as", "such as"))
    currency = table.cell(row, "currency", CURRENCY_PATTERN, CURRENCY_SAYS)
    network = table.cell(row, "network", NETWORK_PATTERN, "MCC and MNC as one number of 5 or 6 digits such as 45400")
    prefix = table.cell(row, "prefix", _PREFIX, _PREFIX_SAYS)
    country = table.cell(row, "country", r"^([A-Z]{2}|001)\Z", "two letters of ISO 3166, or 001")
    empty = [name for name in ("carrier", "price", "currency") if not cells[name]]
    if empty:
        table.fault(line, f"{empty[0]} is empty")
    if cells["carrier"] and cells["carrier"] not in carriers:
        table.fault(line, _no_carrier("carrier", cells["carrier"], carriers))
    if country not in {"", "001"} and country not in country_names():
        table.fault(line, f"country is {country!r}, which is no country of ISO 3166")
    if sum(map(bool, (cells.get("network"), cells.get("prefix"), cells.get("country")))) > 1:
        table.fault(line, "has more than one of country, prefix and network; it must have one, or none for everywhere")
    if len(table.faults) > before:
        return None
    return PriceEntry(cells["carrier"], Price(micro_of(price), currency), network, prefix, country)


def price_entries(prices: Sequence[PriceSettings]) -> Iterator[tuple[KeyPath, PriceEntry]]:
    """The prices of `[[prices]]`, each with the place of its key."""
    for place, one in enumerate(prices):
        price, at = Price(micro_of(one.price), one.currency), ("prices", place)
        if not one.countries and not one.prefixes and not one.networks:
            yield at, PriceEntry(one.carrier, price)
        yield from (((*at, "countries"), PriceEntry(one.carrier, price, country=name)) for name in one.countries)
        yield from (((*at, "prefixes"), PriceEntry(one.carrier, price, prefix=name)) for name in one.prefixes)
        yield from (((*at, "networks"), PriceEntry(one.carrier, price, network=name)) for name in one.networks)


def entries_of(settings: Settings) -> list[PriceEntry]:
    """All prices of settings that `table_faults` found no fault with; those of `[[prices]]` stand over the file's."""
    carriers = [carrier.name for carrier in settings.carriers] or [SIMULATED]
    from_file = read_prices(settings.prices_file, carriers)[0] if settings.prices_file is not None else []
    return [*from_file, *(entry for _, entry in price_entries(settings.prices))]


def networks_of(settings: Settings) -> MobileNetworks:
    """The networks of settings that `table_faults` found no fault with."""
    return read_networks(settings.networks_file)[0] if settings.networks_file is not None else MobileNetworks()


def table_faults(settings: Settings, file: Path | None) -> list[Fault]:
    """What is wrong with prices and networks, and with what routes say of networks; `file` is the configuration."""
    carriers = [carrier.name for carrier in settings.carriers] or [SIMULATED]
    faults = read_networks(settings.networks_file)[1] if settings.networks_file is not None else []
    if settings.prices_file is not None:
        faults += read_prices(settings.prices_file, carriers)[1]
    lines = lines_of(file) if file is not None else {}
    return faults + [
        Fault(f"{dotted(at)} {says}", str(file or ""), line_of(lines, at), dotted(at))
        for at, says in _wrong(settings, carriers)
    ]


def _wrong(settings: Settings, carriers: Sequence[str]) -> Iterator[tuple[KeyPath, str]]:
    if settings.networks_file is None:
        named = {
            "routes": [one.networks for one in settings.routes],
            "prices": [one.networks for one in settings.prices],
        }
        for name, tables in named.items():
            for place, networks in enumerate(tables):
                if networks:
                    yield (name, place, "networks"), "needs networks_file, which says what networks numbers belong to"
    for place, one in enumerate(settings.prices):
        if one.carrier not in carriers:
            yield ("prices", place, "carrier"), _no_carrier("", one.carrier, carriers)
    seen: set[tuple[str, str, str, str]] = set()
    for at, entry in price_entries(settings.prices):
        if entry.place in seen:
            yield at, "has a carrier and destination that a price above has already"
        seen.add(entry.place)


def _no_carrier(column: str, name: str, carriers: Sequence[str]) -> str:
    says = f"names no carrier: {name!r}" + (nearest(name, carriers) or f"; known: {', '.join(carriers)}")
    return f"{column} {says}" if column else says
