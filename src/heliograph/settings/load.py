"""Puts the settings together: a flag wins over the environment, that over the file, and that over the default."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from heliograph.settings.carrier_bind import bind_faults
from heliograph.settings.carrier_faults import wrong_with
from heliograph.settings.carriers import AnyCarrier
from heliograph.settings.environment import CONFIG, PREFIX, SOURCE, read_environment
from heliograph.settings.fault import ConfigurationError, Fault
from heliograph.settings.keys import Unfit, keys_of
from heliograph.settings.model import Settings
from heliograph.settings.read_table import Values, lines_of, read_file
from heliograph.settings.route_faults import route_faults
from heliograph.settings.rules_file import carrier_rules
from heliograph.settings.tables import table_faults
from heliograph.settings.tls_pair import PairProblem, is_open_to_all, load_pair
from heliograph.settings.toml_lines import KeyPath, dotted, line_of


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a command starts with."""

    settings: Settings
    warnings: tuple[Fault, ...] = ()
    """To be shown at the start; nothing in them stops it."""
    file: Path | None = None
    """The file that was read; None without one."""


def load(
    config: Path | None = None,
    environ: Mapping[str, str] | None = None,
    flags: Mapping[str, object] | None = None,
) -> Loaded:
    """The settings that hold.

    `config` is the file of the `--config` flag; without it `HELIOGRAPH_CONFIG` may name one. `flags` are values of
    top-level keys as the command line gave them; None there means not given.

    Raises `ConfigurationError` with every fault of all sources.
    """
    environ = environ or {}
    if config is None and environ.get(CONFIG):
        config = Path(environ[CONFIG])
    from_file, faults = read_file(config) if config is not None else ({}, [])
    from_environment, environment_faults, warnings = read_environment(environ)
    from_flags, flag_faults = _read_flags(flags or {})
    faults += environment_faults + flag_faults
    values = _over(_over(from_file, from_environment), from_flags)
    if not faults and bool(values.get("access_key_id")) != bool(values.get("access_key_secret")):
        faults.append(_half_a_key(values))
    if not faults:
        faults += _look_at_carriers(config, values.get("carriers", ()))
        carrier_faults, carrier_warnings = bind_faults(values.get("carriers", ()), config)
        faults += carrier_faults
        warnings += carrier_warnings
        pair_faults, pair_warnings = _look_at_pair(values.get("tls", {}), _places(config, from_environment))
        faults += pair_faults
        warnings += pair_warnings
        faults += _look_at_smpp_in(values, config)
    if not faults and config is not None:
        faults += route_faults(values.get("routes", ()), values.get("carriers", ()), config)
    if not faults:
        rules_faults, rules_warnings = _look_at_rules(config, values)
        faults += rules_faults
        warnings += rules_warnings
    if faults:
        raise ConfigurationError(tuple(faults))
    settings = _built(Settings, values)
    faults = table_faults(settings, config)
    if faults:
        raise ConfigurationError(tuple(faults))
    if config is not None and settings.simulated:
        says = "no [[carriers]] here: messages go to the simulated carrier and reach nobody"
        warnings.append(Fault(says, str(config)))
    return Loaded(settings, tuple(warnings), config)


def _read_flags(flags: Mapping[str, object]) -> tuple[Values, list[Fault]]:
    keys = {key.name: key for key in keys_of(Settings)}
    values: Values = {}
    faults: list[Fault] = []
    for name, given in flags.items():
        if given is None:
            continue
        value = str(given) if isinstance(given, Path) else given
        try:
            values[name] = keys[name].convert(value)
        except Unfit as unfit:
            flag = "--" + name.replace("_", "-")
            faults.append(Fault(f"{flag} {unfit}", "command line", key=flag))
    return values, faults


def _half_a_key(values: Values) -> Fault:
    there, missing = "access_key_id", "access_key_secret"
    if not values.get(there):
        there, missing = missing, there
    variable = f"HELIOGRAPH_{missing.upper()}"
    return Fault(f"{there} is set without {missing} ({variable}); set both, or neither to have a key made", key=there)


def _places(config: Path | None, from_environment: Values) -> Mapping[str, Fault]:
    """Where each key of [tls] stands, as a fault that says nothing yet."""
    lines = lines_of(config) if config is not None else {}
    places = {}
    for name in ("cert", "key"):
        if name in from_environment.get("tls", {}):
            variable = f"{PREFIX}TLS_{name.upper()}"
            places[name] = Fault(variable, SOURCE, key=variable)
        elif ("tls", name) in lines:
            places[name] = Fault(f"tls.{name}", str(config), lines["tls", name], f"tls.{name}")
    return places


def _look_at_pair(tls: Values, places: Mapping[str, Fault]) -> tuple[list[Fault], list[Fault]]:
    """The faults and the warnings of certificate and key."""
    if not places:
        return [], []
    if len(places) == 1:
        (there,) = places
        missing = "key" if there == "cert" else "cert"
        return [_said(places[there], f"is set without tls.{missing}; set both, or neither for plain HTTP")], []
    try:
        load_pair(tls["cert"], tls["key"])
    except PairProblem as problem:
        return [_said(places[problem.key], str(problem))], []
    if is_open_to_all(tls["key"]):
        says = f"names {str(tls['key'])!r}, which every user of this machine may read; chmod 600 helps"
        return [], [_said(places["key"], says)]
    return [], []


def _look_at_carriers(config: Path | None, carriers: Sequence[AnyCarrier]) -> list[Fault]:
    """What is wrong with carriers whose keys are right one by one."""
    faults = []
    for index, carrier in enumerate(carriers):
        for key, says in wrong_with(carrier):
            at: KeyPath = ("carriers", index, *key)
            line = line_of(lines_of(config), at) if config is not None else 0
            faults.append(Fault(f"{dotted(at)} {says}", str(config), line, dotted(at)))
    return faults


def _look_at_smpp_in(values: Values, config: Path | None) -> list[Fault]:
    """A port that is to speak TLS needs the certificate of `[tls]`, and one port there must be."""
    given = values.get("smpp_in", {})
    if not given.get("enabled"):
        return []
    if given.get("tls") and "cert" not in values.get("tls", {}):
        key, says = "tls", "is true without a certificate; set tls.cert and tls.key, or leave it out"
    elif not given.get("tls") and given.get("plain") is False:
        key, says = "plain", "is false and smpp_in.tls is not set, so that there would be no port; set one of them"
    else:
        return []
    line = line_of(lines_of(config), ("smpp_in", key)) if config is not None else 0
    return [Fault(f"smpp_in.{key} {says}", str(config or SOURCE), line, f"smpp_in.{key}")]


def _look_at_rules(config: Path | None, values: Values) -> tuple[list[Fault], list[Fault]]:
    """The faults of the simulated carrier's rules, and a warning where no message gets there."""
    simulator = values.get("simulator", {})
    if simulator and values.get("carriers"):
        line = line_of(lines_of(config), ("simulator",)) if config is not None else 0
        says = "simulator is of no effect beside [[carriers]]: only the carrier inside has its rules"
        return [], [Fault(says, str(config or ""), line, "simulator")]
    try:
        carrier_rules(simulator.get("rules", ()), simulator.get("rules_file"))
    except ConfigurationError as error:
        return list(error.faults), []
    return [], []


def _said(place: Fault, says: str) -> Fault:
    return replace(place, says=f"{place.says} {says}")


def _over(below: Values, above: Values) -> Values:
    """`below` with what `above` has laid over it, table by table."""
    merged = dict(below)
    for name, value in above.items():
        known = merged.get(name)
        merged[name] = _over(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return merged


def _built(struct: type[msgspec.Struct], values: Values) -> Any:
    """The struct of `values`, the tables below it first."""
    tables = {key.name: key.table for key in keys_of(struct) if key.table is not None}
    return struct(**{name: _built(tables[name], value) if name in tables else value for name, value in values.items()})
