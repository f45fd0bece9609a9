"""What the operator wants of each carrier, kept as records: the order, who gave it, and when it was obeyed.

Whoever may give orders writes them here; the process that owns the carrier's links reads them, obeys, and writes when
it has. So an order holds over restarts, and over processes.
"""

import enum
from collections.abc import Mapping

import msgspec

from heliograph.store.records import Change, Record, Records

#: The kind of record, one for each carrier that was ever ordered anything; its key is the carrier's name.
KIND = "carrier"

#: Carriers are the server's, and no account's.
_NOBODYS = ""

_PAGE = 500


class Order(enum.StrEnum):
    """What a carrier can be told to do."""

    RUN = "run"
    """What nobody ordered otherwise."""
    PAUSE = "pause"
    """Stay bound and take messages, and hand none over."""
    DRAIN = "drain"
    """Take no new messages, hand over what waits, then stay bound and idle."""
    DISABLE = "disable"
    """Take no new messages, hand none over, wait for what is unanswered, and unbind."""


class Desired(msgspec.Struct, frozen=True, array_like=True):
    """One order. Times are UTC milliseconds of people's clock."""

    order: Order = Order.RUN
    by: str = ""
    """The principal that gave it; empty where nobody ever did."""
    at: int = 0
    reason: str = ""
    timeout_seconds: int = 10
    """With `DISABLE`: how long what is unanswered is waited for."""
    obeyed_at: int = 0
    """0 until it is done: what was claimed given back, what waited handed over, the link unbound."""

    @property
    def takes_messages(self) -> bool:
        """Whether routes may send it new messages."""
        return self.order in (Order.RUN, Order.PAUSE)


class Kept(msgspec.Struct, frozen=True):
    """An order and the revision of its record, by which it is acknowledged."""

    desired: Desired = Desired()
    revision: int = 0


#: Of a carrier that was never ordered anything.
FREE = Kept()


def change_of(carrier: str, desired: Desired, made_from: int | None = None) -> Change:
    """The change that makes this the carrier's order."""
    return Change(KIND, _NOBODYS, carrier, msgspec.json.encode(desired), made_from)


def kept_of(record: Record) -> Kept:
    """What a record holds. Raises ValueError."""
    return Kept(msgspec.json.decode(record.body, type=Desired), record.revision)


async def read_order(records: Records, carrier: str) -> Kept:
    """What one carrier is to do. Raises `Unavailable`, and ValueError for a record that is none."""
    record = await records.record(KIND, _NOBODYS, carrier)
    return kept_of(record) if record is not None else FREE


async def read_orders(records: Records) -> Mapping[str, Kept]:
    """What each carrier is to do that was ever ordered anything. Raises as `read_order`."""
    orders: dict[str, Kept] = {}
    after = ""
    while found := await records.records(KIND, _NOBODYS, after=after, limit=_PAGE):
        orders.update({record.key: kept_of(record) for record in found})
        after = found[-1].key
    return orders
