"""Reads the tables of a TOML file into settings, collecting every fault with its line."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from heliograph.rules import Rule
from heliograph.settings.fault import Fault
from heliograph.settings.keys import FILE_SUFFIX, Key, Unfit, keys_of
from heliograph.settings.model import Settings
from heliograph.settings.operation_names import OPERATIONS
from heliograph.settings.rule_tables import read_rules
from heliograph.settings.secret import Secret
from heliograph.settings.toml_lines import KeyPath, dotted, key_lines, line_of
from heliograph.sms.command_status import status_named
from heliograph.sms.prefix_names import country_names

#: Values by key; a table below is a mapping again, a list of tables a finished tuple of structs.
Values = dict[str, Any]

#: In a table by country: every other one, and numbers that belong to none.
ANY_COUNTRY = "*"
NO_COUNTRY = "001"

#: A secret's file is one line; more is a wrong path.
SECRET_OCTETS_MAX = 8192


def read_file(path: Path) -> tuple[Values, list[Fault]]:
    """The values that the file at `path` sets, and everything that is wrong with it."""
    text, faults = read_text(path)
    if text is None:
        return {}, faults
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return {}, [syntax_fault(error, path, text)]
    reader = _Reader(path, key_lines(text))
    values = reader.table(Settings, tree, ())
    return values, sorted(reader.faults, key=lambda fault: fault.line)


def read_text(path: Path) -> tuple[str | None, list[Fault]]:
    """What the file at `path` says, with one kind of line ends; or None, and why it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"), []
    except OSError as error:
        return None, [Fault(f"cannot be read: {error.strerror or error}", str(path))]
    except UnicodeDecodeError as error:
        return None, [Fault(f"is not UTF-8 text at octet {error.start}", str(path))]


def lines_of(path: Path) -> Mapping[KeyPath, int]:
    """The line of each key of a file that `read_file` found no fault with."""
    return key_lines(path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))


def nearest(name: str, known: Iterable[str], prefix: str = "") -> str:
    """`; did you mean "port"?` for the name nearest to `name`, `prefix` put before it; empty when none is near."""
    found = difflib.get_close_matches(name, list(known), n=1)
    return f'; did you mean "{prefix}{found[0]}"?' if found else ""


def read_secret_file(path: Path) -> Secret:
    """The secret that a file holds, without its line end. Raises `Unfit` with the reason, never with the content."""
    try:
        with path.open("rb") as file:
            octets = file.read(SECRET_OCTETS_MAX + 1)
        text = octets.decode().rstrip("\r\n")
    except OSError as error:
        raise Unfit(f"names {str(path)!r}, which cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise Unfit(f"names {str(path)!r}, which holds no UTF-8 text") from None
    if not text or "\n" in text or len(octets) > SECRET_OCTETS_MAX:
        raise Unfit(f"names {str(path)!r}, which must hold the secret on its only line")
    return Secret(text)


class _Reader:
    """Walks one file's tables; `faults` grows on the way."""

    def __init__(self, path: Path, lines: Mapping[KeyPath, int]) -> None:
        self._path = path
        self._lines = lines
        self.faults: list[Fault] = []

    def table(self, struct: type[msgspec.Struct], tree: Mapping[str, Any], at: KeyPath) -> Values:
        """The values of one table; a key with a fault is left out of it."""
        keys = {name: key for key in keys_of(struct) for name in key.names}
        values: Values = {}
        for name, raw in tree.items():
            if name not in keys:
                known = nearest(name, keys) or f"; known here: {', '.join(keys)}"
                self._fault((*at, name), f"is no setting{known}")
                continue
            key = keys[name]
            if name != key.name and key.name in tree:
                self._fault((*at, name), f"is given beside {key.name}; keep one of them")
                continue
            try:
                values[key.name] = self._value(key, name, raw, (*at, name))
            except Unfit as unfit:
                self._fault((*at, name), str(unfit))
        for key in keys_of(struct):
            if key.required and not any(name in tree for name in key.names):
                self._fault((*at, key.name), f"is missing; it must be {key.allowed}")
        return values

    def _value(self, key: Key, name: str, raw: Any, at: KeyPath) -> Any:
        if key.table is not None:
            if not isinstance(raw, dict):
                raise Unfit(f"must be a table: write [{dotted(at)}] and its keys below")
            return self.table(key.table, raw, at)
        if key.list_of is not None:
            if not isinstance(raw, list) or not all(isinstance(one, dict) for one in raw):
                raise Unfit(f"must be a list of tables: write [[{dotted(at)}]] above each")
            return self._rules(raw, at) if key.list_of is Rule else self._list(key.kinds, raw, at)
        if name.endswith(FILE_SUFFIX) and name != key.name:
            if not isinstance(raw, str) or not raw:
                raise Unfit("must be the path of a file that holds the secret")
            return self._bounded(key, read_secret_file(self._path.parent / raw))
        if key.is_map:
            return self._map(key, raw, at)
        if key.name.startswith("countries"):
            self._countries(key.convert(raw), at)
        if key.holds is Path:
            return self._path.parent / key.convert(raw)
        return key.convert(raw)

    def _bounded(self, key: Key, secret: Secret) -> Secret:
        """The secret of a file, held to the bounds of its key."""
        try:
            return key.convert(secret.reveal())  # type: ignore[no-any-return]
        except Unfit:
            raise Unfit(f"names a file whose secret must be {key.allowed}") from None

    def _map(self, key: Key, raw: Any, at: KeyPath) -> Any:
        """A table by operation, country, carrier or tag: each entry is held to its bounds, to name its line."""
        if not isinstance(raw, dict) or (key.meta.max_length is not None and len(raw) > key.meta.max_length):
            raise Unfit(f"must be {key.allowed}")
        name_fault = _NAME_FAULTS[(key.meta.extra or {}).get("names", "operations")]
        for name, number in raw.items():
            wrong = name_fault(name)
            if wrong:
                self._fault((*at, name), wrong)
                continue
            try:
                key.convert({name: number})
            except Unfit:
                self._fault((*at, name), f"is {number!r}; it must be {key.each}")
        return raw

    def _countries(self, codes: Iterable[str], at: KeyPath) -> None:
        for code in codes:
            if _country_fault(code):
                self._fault(at, f"has {code!r}, which is no country of ISO 3166")

    def _list(self, kinds: tuple[type[msgspec.Struct], ...], raw: list[Any], at: KeyPath) -> tuple[msgspec.Struct, ...]:
        """The tables of a list; one with a fault is left out, since the faults stop the start anyway."""
        found: list[msgspec.Struct] = []
        for index, tree in enumerate(raw):
            before = len(self.faults)
            struct = kinds[0] if len(kinds) == 1 else self._kind(kinds, tree, (*at, index, "kind"))
            if struct is None:
                continue
            values = self.table(struct, tree, (*at, index))
            if len(self.faults) == before:
                found.append(struct(**values))
        self._unique(kinds[0], raw, at)
        return tuple(found)

    def _rules(self, raw: list[Any], at: KeyPath) -> tuple[Rule, ...]:
        """Tables of a language of their own."""
        rules, wrong = read_rules(raw, at)
        for place, says in wrong:
            self._fault(place, says)
        return rules

    def _kind(
        self, kinds: tuple[type[msgspec.Struct], ...], tree: Mapping[str, Any], at: KeyPath
    ) -> type[msgspec.Struct] | None:
        """The struct that the table's `kind` names: which other keys it may have is known only then."""
        key = next(key for key in keys_of(kinds[0]) if key.name == "kind")
        if key.name not in tree:
            self._fault(at, f"is missing; it must be {key.allowed}")
            return None
        try:
            kind = key.convert(tree[key.name])
        except Unfit as unfit:
            self._fault(at, str(unfit))
            return None
        return next(struct for struct in kinds if getattr(struct, "KIND", None) == kind)

    def _unique(self, struct: type[msgspec.Struct], raw: list[Any], at: KeyPath) -> None:
        """The first key of a table in a list is its name, and no two are called alike, unless it says so."""
        key = keys_of(struct)[0]
        if not (key.meta.extra or {}).get("unique", True):
            return
        name = key.name
        first: dict[object, int] = {}
        for index, tree in enumerate(raw):
            value = tree.get(name)
            if not isinstance(value, str):
                continue
            if value in first:
                line = line_of(self._lines, (*at, first[value], name))
                self._fault((*at, index, name), f"is {value!r}, as in line {line}; each must have its own")
            else:
                first[value] = index

    def _fault(self, at: KeyPath, says: str) -> None:
        line = line_of(self._lines, at) or 1
        self.faults.append(Fault(f"{dotted(at)} {says}", str(self._path), line, dotted(at)))


def _operation_fault(name: str) -> str:
    """What is wrong with the name of an operation; empty where nothing is."""
    return "" if name in OPERATIONS else f"names no operation{_near_or_all(name)}"


def _near_or_all(name: str) -> str:
    return nearest(name, OPERATIONS) or f"; known: {', '.join(OPERATIONS)}"


def _country_fault(name: str) -> str:
    """What is wrong with the code of a country; empty where nothing is."""
    known = name in (ANY_COUNTRY, NO_COUNTRY) or name in country_names()
    return "" if known else "names no country: two letters of ISO 3166 such as GB, or * for all others"


#: Tags of TLVs that the connector writes itself: message_payload and the SAR ones.
_OWN_TAGS = frozenset({0x020C, 0x020E, 0x020F, 0x0424})


def _tag_fault(name: str) -> str:
    """What is wrong with the tag of a TLV; empty where nothing is."""
    if re.fullmatch("0x[0-9A-Fa-f]{4}", name) is None:
        return "is no tag: four digits in hex, such as 0x1400"
    return "is a tag that long_messages decides about" if int(name, 16) in _OWN_TAGS else ""


def _status_fault(name: str) -> str:
    """What is wrong with the name of a command_status; empty where nothing is."""
    if re.fullmatch("0x0*[1-9A-Fa-f][0-9A-Fa-f]{0,7}", name):
        return ""
    status = status_named(name)
    return "" if status and status.value else "is no error status: 0x and its value in hex, or its name in SMPP 3.4"


def _no_fault(name: str) -> str:
    """Nothing: any word may stand there."""
    return ""


def _stat_fault(name: str) -> str:
    """What is wrong with a word that stands after `stat:`; empty where nothing is."""
    known = re.fullmatch("[A-Za-z_]{1,32}", name) is not None
    return "" if known else "is no word of a receipt: 1 to 32 letters and underscores"


def _carrier_fault(name: str) -> str:
    """Nothing yet: which carriers there are is known only when all is read, and `routes` looks then."""
    return ""


_NAME_FAULTS = {
    "operations": _operation_fault,
    "countries": _country_fault,
    "tlvs": _tag_fault,
    "statuses": _status_fault,
    "carriers": _carrier_fault,
    "words": _no_fault,
    "stats": _stat_fault,
}


def syntax_fault(error: tomllib.TOMLDecodeError, path: Path, text: str) -> Fault:
    """The parser's own words with their line; it puts the place at the end of its text."""
    said = str(error)
    found = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", said)
    line = int(found[1]) if found and found[1] else text.rstrip("\n").count("\n") + 1
    words = said[: found.start()] if found else said
    return Fault(f"is no TOML: {words[:1].lower()}{words[1:]}", str(path), line)
