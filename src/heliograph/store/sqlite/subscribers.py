"""Knows from memory who must be told: read from the subscriptions' records, anew whenever one of them was changed."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping

import msgspec

from heliograph.store.told import SUBSCRIPTION, Kind, Wants, subscriber_of

_RECORDS = "SELECT account, key, body FROM record WHERE kind = ?"

_decode = msgspec.json.Decoder(Wants).decode


class Subscribers:
    """Who wants what of which account, as of the last commit."""

    __slots__ = ("_names",)

    def __init__(self, names: Mapping[tuple[str, Kind], tuple[str, ...]]) -> None:
        self._names = names

    def __bool__(self) -> bool:
        return bool(self._names)

    def of(self, account: str, kind: Kind) -> tuple[str, ...]:
        return self._names.get((account, kind), ())


NOBODY = Subscribers({})


def read_subscribers(connection: sqlite3.Connection) -> Subscribers:
    """The view of what is committed. A record that cannot be read wants nothing."""
    names: defaultdict[tuple[str, Kind], tuple[str, ...]] = defaultdict(tuple)
    for account, key, body in connection.execute(_RECORDS, (SUBSCRIPTION,)):
        try:
            wants = _decode(body)
        except msgspec.MsgspecError:
            continue
        for kind in dict.fromkeys(wants.receipts):
            names[account, kind] += (subscriber_of(account, key),)
    return Subscribers(dict(names))
