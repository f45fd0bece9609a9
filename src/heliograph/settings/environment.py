"""Reads the settings that `HELIOGRAPH_*` variables give, and warns of variables that mean nothing."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from heliograph.settings.fault import Fault
from heliograph.settings.keys import FILE_SUFFIX, Key, Unfit, keys_of
from heliograph.settings.model import Settings
from heliograph.settings.read_table import Values, nearest, read_secret_file

PREFIX = "HELIOGRAPH_"

#: Variables of the commands that are no settings of the server.
CONFIG = "HELIOGRAPH_CONFIG"
ENDPOINT = "HELIOGRAPH_ENDPOINT"

SOURCE = "environment"


def variables() -> dict[str, tuple[tuple[str, ...], Key]]:
    """Each variable with the path and the key that it sets; lists of tables and maps are for the file only."""
    return {PREFIX + "_".join(path).upper(): (path, key) for path, key in _plain_keys(Settings, ())}


def _plain_keys(table: type[msgspec.Struct], at: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Key]]:
    for key in keys_of(table):
        if key.table is not None:
            yield from _plain_keys(key.table, (*at, key.name))
        elif key.list_of is None and not key.is_map:
            for name in key.names:
                yield (*at, name), key


def read_environment(environ: Mapping[str, str]) -> tuple[Values, list[Fault], list[Fault]]:
    """The values that the environment sets, what is wrong with them, and warnings of unknown variables.

    An empty variable counts as one that is not set, as compose files and CI systems write it.
    """
    known = variables()
    values: Values = {}
    faults: list[Fault] = []
    for name, (path, key) in known.items():
        text = environ.get(name, "")
        if not text:
            continue
        try:
            value = _value(key, path[-1], text, environ.get(name.removesuffix(FILE_SUFFIX.upper()), ""))
        except Unfit as unfit:
            faults.append(Fault(f"{name} {unfit}{_hint(text)}", SOURCE, key=name))
        else:
            table = values
            for part in path[:-1]:
                table = table.setdefault(part, {})
            table[key.name] = value
    return values, faults, _unknown(environ, known)


def _value(key: Key, name: str, text: str, beside: str) -> object:
    if name != key.name:
        if beside:
            raise Unfit("is given beside the variable without _FILE; keep one of them")
        return key.convert(read_secret_file(Path(text)).reveal())
    is_choice = isinstance(key.holds, type) and issubclass(key.holds, str) and key.holds is not str
    return key.convert(text.lower() if is_choice else text, strict=False)


def _hint(text: str) -> str:
    """Kubernetes gives every pod `<SERVICE>_PORT`: a Service called heliograph collides with ours."""
    if text.startswith("tcp://"):
        return " (Kubernetes sets this for a Service of that name: put enableServiceLinks: false into the pod)"
    return ""


def _unknown(environ: Mapping[str, str], known: Mapping[str, object]) -> list[Fault]:
    # Compared without the prefix, which alone would make any two of them alike.
    names = [name.removeprefix(PREFIX) for name in (*known, CONFIG, ENDPOINT)]
    warnings = []
    for name in sorted(name for name in environ if name.startswith(PREFIX)):
        rest = name.removeprefix(PREFIX)
        if rest not in names:
            says = f"{name} is no variable of Heliograph{nearest(rest, names, PREFIX)}"
            warnings.append(Fault(says, SOURCE, key=name))
    return warnings
