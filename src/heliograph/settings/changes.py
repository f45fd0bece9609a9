"""Compares two readings of the configuration: which settings differ, and what that means for each carrier."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from heliograph.settings.carriers import AnyCarrier
from heliograph.settings.keys import keys_of
from heliograph.settings.model import SIMULATED, Settings

#: Settings of a carrier that its bound links take up as they are: they shape what is said over a link, or what is made
#: of it. Every other setting needs the carrier to be bound anew. A test holds that each has been thought about.
LIVE_CARRIER_KEYS = frozenset(
    {
        "window",
        "rate",
        "trace_octets",
        "circuit_failures",
        "circuit_seconds",
        "status_classes",
        "inactivity_seconds",
        "connect_timeout_seconds",
        "bind_timeout_seconds",
        "response_timeout_seconds",
        "enquire_link_seconds",
        "sender",
        "alphanumeric_ton_npi",
        "short_code_ton_npi",
        "msisdn_ton_npi",
        "destination_ton_npi",
        "destination_plus",
        "default_alphabet",
        "default_data_coding",
        "ucs2_data_coding",
        "long_messages",
        "validity_period",
        "registered_delivery",
        "service_type",
        "protocol_id",
        "priority_otp",
        "priority_notify",
        "priority_mkt",
        "tlvs",
        "id_form",
        "on_unknown",
        "on_unknown_without_id",
        "query_after_seconds",
        "queries_per_second",
        "receipts",
        "receipts_by_text",
        "receipt_states",
        "receipt_date_offset",
    }
)


def changed_keys(before: Settings, after: Settings) -> tuple[str, ...]:
    """The settings that differ, in the order of the configuration: `port`, `api.date_offset`, `limits.send`, `routes`.

    What stands in a table is named by table and key, whatever is below that; a list of tables is one.
    """
    found: list[str] = []
    for key in keys_of(Settings):
        old, new = getattr(before, key.name), getattr(after, key.name)
        if key.table is None:
            found += [key.name] if old != new else []
        else:
            below = [one.name for one in keys_of(key.table)]
            found += [f"{key.name}.{name}" for name in below if getattr(old, name) != getattr(new, name)]
    return tuple(found)


def keeping(after: Settings, before: Settings, keys: Iterable[str]) -> Settings:
    """`after`, with these settings as they were `before`."""
    for key in keys:
        table, _, name = key.rpartition(".")
        if table:
            kept = msgspec.structs.replace(getattr(after, table), **{name: getattr(getattr(before, table), name)})
            after = msgspec.structs.replace(after, **{table: kept})
        else:
            after = msgspec.structs.replace(after, **{name: getattr(before, name)})
    return after


@dataclass(frozen=True, slots=True)
class CarrierChanges:
    """What becomes of each carrier, by name."""

    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    bound_anew: tuple[str, ...] = ()
    """Something changed that a link has from its beginning."""
    adapted: tuple[str, ...] = ()
    """Something else changed; the links stay up."""


def carrier_changes(before: Sequence[AnyCarrier], after: Sequence[AnyCarrier]) -> CarrierChanges:
    """Compare the carriers of two readings. Without any there is the simulated one."""
    old = {carrier.name: carrier for carrier in before}
    new = {carrier.name: carrier for carrier in after}
    names_before, names_after = list(old) or [SIMULATED], list(new) or [SIMULATED]
    both = [name for name in old if name in new and old[name] != new[name]]
    anew = [name for name in both if not differing(old[name], new[name]) <= LIVE_CARRIER_KEYS]
    return CarrierChanges(
        new=tuple(name for name in names_after if name not in names_before),
        gone=tuple(name for name in names_before if name not in names_after),
        bound_anew=tuple(anew),
        adapted=tuple(name for name in both if name not in anew),
    )


def differing(old: AnyCarrier, new: AnyCarrier) -> set[str]:
    """The settings in which two readings of a carrier differ; its kind, where that does."""
    if type(old) is not type(new):
        return {"kind"}
    return {key.name for key in keys_of(type(new)) if getattr(old, key.name) != getattr(new, key.name)}
