"""Knows from memory who must be told: read from the subscriptions' records, anew whenever one of them was changed."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping

import msgspec

from heliograph.sms.message import Message, Summary
from heliograph.sms.revision import TOLD_FAILED
from heliograph.store.told import SUBSCRIPTION, Kind, Wants, subscriber_of

_RECORDS = "SELECT account, key, body FROM record WHERE kind = ?"

#: `Wants.kind` of an SMPP customer, who is told of the messages that its own binds brought.
SMPP = "smpp"

_decode = msgspec.json.Decoder(Wants).decode


class Subscribers:
    """Who wants what of which account, as of the last commit."""

    __slots__ = ("_customers", "_names")

    def __init__(
        self, names: Mapping[tuple[str, Kind], tuple[str, ...]], customers: frozenset[str] = frozenset()
    ) -> None:
        """`customers` are SMPP customers that want reports; they are not among those of an account."""
        self._names = names
        self._customers = customers

    def __bool__(self) -> bool:
        return bool(self._names) or bool(self._customers)

    def of(self, account: str, kind: Kind) -> tuple[str, ...]:
        return self._names.get((account, kind), ())

    def reported(self, message: Message, summary: Summary) -> tuple[str, ...]:
        """Who is told how the message ended: the account's subscribers, and the SMPP customer that it is of."""
        names = self.of(message.account, Kind.REPORT)
        receipt_for = message.life.receipt_for
        if receipt_for is None:
            return names
        customer = subscriber_of(message.account, receipt_for.credential)
        corrects = message.life.told == TOLD_FAILED and receipt_for.wants(arrived=False)
        wants = receipt_for.wants(summary.status == 1) or corrects
        return (*names, customer) if wants and customer in self._customers else names


NOBODY = Subscribers({})


def read_subscribers(connection: sqlite3.Connection) -> Subscribers:
    """The view of what is committed. A record that cannot be read wants nothing."""
    names: defaultdict[tuple[str, Kind], tuple[str, ...]] = defaultdict(tuple)
    customers: set[str] = set()
    for account, key, body in connection.execute(_RECORDS, (SUBSCRIPTION,)):
        try:
            wants = _decode(body)
        except msgspec.MsgspecError:
            continue
        for kind in dict.fromkeys(wants.receipts):
            if kind is Kind.REPORT and wants.kind == SMPP:
                customers.add(subscriber_of(account, key))
            else:
                names[account, kind] += (subscriber_of(account, key),)
    return Subscribers(dict(names), frozenset(customers))
