"""What a carrier's command_status means and to which class of refusal it belongs (SMPP 3.4 §5.1.3, 5.0 §4.7.6).

The classes are our judgement of what peers do in practice; the table says why where it is not plain.
"""

import re
from enum import StrEnum
from types import MappingProxyType

import msgspec

from heliograph.sms.data import rows


class StatusClass(StrEnum):
    """What to do about a status."""

    OK = "ok"
    THROTTLE = "throttle"
    """Slow the whole link down; the attempt does not count."""
    RETRY = "retry"
    """A fault that passes: try again after a while."""
    PERMANENT = "permanent"
    """Trying again brings the same."""
    BIND_FATAL = "bind-fatal"
    """The link cannot bind so: back off to minutes and tell somebody, or the account is locked."""


class Status(msgspec.Struct, frozen=True, gc=False):
    """One command_status."""

    value: int
    name: str
    """`ESME_RTHROTTLED`; a status of a vendor is named by its value, `ESME_00000401`."""
    meaning: str
    status_class: StatusClass
    vendor: bool = False
    """Whether it is not in the standard: what it means stands in the carrier's own documents."""


#: From here to 0x4FF a status is the vendor's own; every other one that is not in the table is reserved.
VENDOR_FIRST, VENDOR_LAST = 0x400, 0x4FF

#: The standard's statuses by value.
STATUSES = MappingProxyType(
    {
        int(row["hex"], 16): Status(int(row["hex"], 16), row["name"], row["meaning"], StatusClass(row["class"]))
        for row in rows("smpp_status.tsv")
    }
)

_VALUE_NAME = re.compile(r"ESME_[0-9A-F]{8}")
_BY_NAME = {status.name: status for status in STATUSES.values()}


def status_of(value: int) -> Status:
    """The status of any value. One that is not in the standard is `vendor`, and permanent unless a link says else."""
    status = STATUSES.get(value)
    if status is not None:
        return status
    kind = "the carrier's own status" if VENDOR_FIRST <= value <= VENDOR_LAST else "a status that no standard knows"
    return Status(value, f"ESME_{value:08X}", f"{kind}, 0x{value:08X}", StatusClass.PERMANENT, vendor=True)


def status_named(name: str) -> Status | None:
    """The status with that name; None for anything that names none."""
    status = _BY_NAME.get(name)
    if status is None and _VALUE_NAME.fullmatch(name) is not None:
        status = status_of(int(name[5:], 16))
        return status if status.vendor else None
    return status


def value_of(name: str) -> int:
    """The value of a status as an operator writes it: its name, or `0x` and hex. Raises ValueError for others."""
    status = status_named(name)
    if status is None and not name.startswith("0x"):
        raise ValueError(f"{name!r} is no status")
    return status.value if status is not None else int(name, 16)
