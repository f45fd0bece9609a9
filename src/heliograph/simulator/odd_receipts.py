"""Receipts as carriers really send them: the text, the TLVs and the PDU with whatever is odd about them.

The names of what is odd are the keys of `RECEIPT_FORMS` in `rules.carrier`.
"""

from collections.abc import Collection
from datetime import UTC, datetime

import msgspec

from heliograph.simulator.behaviour import Outcome
from heliograph.smpp.pdu import TLV_MESSAGE_PAYLOAD, DataSm, DeliverSm
from heliograph.sms.message import State

_INTERMEDIATE = 0x20  # esm_class of an intermediate notification (§5.2.12)

_EXCERPT_MAX = 20


def odd_text(
    message_id: str, outcome: Outcome, submitted_at: int, done_at: int, excerpt: str, forms: Collection[str]
) -> str:
    """The text of a receipt with what `forms` says; times are UTC milliseconds."""
    stat = outcome.state.name if "long-words" in forms else outcome.state.stat
    parts = [("id", message_id)]
    if "no-counts" not in forms:
        parts += [("sub", "001"), ("dlvrd", f"{int(outcome.state.state is State.DELIVERED):03d}")]
    if "no-dates" not in forms:
        parts += [("submit date", _date(submitted_at, forms)), ("done date", _date(done_at, forms))]
    parts += [("stat", stat.lower() if "lower-case" in forms else stat), ("err", outcome.err)]
    if "no-excerpt" not in forms:
        parts.append(("text", excerpt[:_EXCERPT_MAX]))
    written = [f"{key.upper() if 'upper-keys' in forms else key}:{value}" for key, value in parts]
    return (", " if "commas" in forms else " ").join(written)


def odd_pdu(usual: DeliverSm, text: bytes, forms: Collection[str]) -> DeliverSm | DataSm:
    """The PDU that carries `text`, with what `forms` says, from the one that would usually go out."""
    esm_class = usual.esm_class
    if "esm-class-0" in forms:
        esm_class = 0
    elif "intermediate" in forms:
        esm_class = _INTERMEDIATE
    tlvs = () if "no-tlvs" in forms else usual.tlvs
    said = b"" if "no-text" in forms else text
    if "data-sm" not in forms:
        return msgspec.structs.replace(usual, esm_class=esm_class, short_message=said, tlvs=tlvs)
    return DataSm(
        source_addr_ton=usual.source_addr_ton,
        source_addr_npi=usual.source_addr_npi,
        source_addr=usual.source_addr,
        dest_addr_ton=usual.dest_addr_ton,
        dest_addr_npi=usual.dest_addr_npi,
        destination_addr=usual.destination_addr,
        esm_class=esm_class,
        tlvs=(*tlvs, (TLV_MESSAGE_PAYLOAD, said)) if said else tlvs,
    )


def _date(utc_ms: int, forms: Collection[str]) -> str:
    if "epoch" in forms:
        return str(utc_ms // 1000)
    return datetime.fromtimestamp(utc_ms / 1000, UTC).strftime("%y%m%d%H%M%S" if "seconds" in forms else "%y%m%d%H%M")
