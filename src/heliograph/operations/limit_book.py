"""The limits of every account in memory: the server's, and over them those that an account has of its own."""

from collections.abc import Sequence

import msgspec

from heliograph.identity import AccountLimits, RatePolicy, SendLimits
from heliograph.store.records import Change, Record, Records

#: The kind of record that holds an account's own limits, one for each account that has any.
KIND = "limits"

_PAGE = 500
_NONE = AccountLimits()


class LimitBook:
    """Read at every call and every send: one look-up each. Loaded once at the start, and told of every change.

    With `enforced=False` nothing limits anyone, whatever is set; block lists and balances hold all the same.
    """

    def __init__(self, server: SendLimits | None = None, enforced: bool = True) -> None:
        self._server = server or SendLimits()
        self._enforced = enforced
        self._own: dict[str, AccountLimits] = {}
        self._send: dict[str, SendLimits] = {}

    async def load(self, records: Records) -> None:
        """Read what the accounts have of their own. Raises `Unavailable`, and ValueError for a record that is none."""
        after = ""
        while found := await records.records(KIND, after=after, limit=_PAGE):
            for record in found:
                self.note(record.account, decoded(record))
            after = f"{found[-1].account}/{found[-1].key}"

    def note(self, account: str, limits: AccountLimits) -> None:
        """The account's own limits are these from now on; they are durable already."""
        if limits == _NONE:
            self._own.pop(account, None)
            self._send.pop(account, None)
        else:
            self._own[account] = limits
            self._send[account] = limits.send.over(self._server)

    def serve(self, server: SendLimits, enforced: bool) -> None:
        """Let these be the server's limits from now on, below those that accounts have of their own."""
        self._server, self._enforced = server, enforced
        for account, own in self._own.items():
            self._send[account] = own.send.over(server)

    def own(self, account: str) -> AccountLimits:
        """What the account has of its own."""
        return self._own.get(account, _NONE)

    def rates(self, account: str) -> RatePolicy | None:
        """The account's own rates; None where it has none. The same object until they are changed."""
        own = self._own.get(account)
        return own.rates if own is not None else None

    def weight(self, account: str) -> int:
        """How many turns the account has for one of another's where both wait for a carrier."""
        own = self._own.get(account)
        return own.weight if own is not None else 1

    def send(self, account: str) -> SendLimits:
        """What holds for a message of the account."""
        limits = self._send.get(account, self._server)
        if self._enforced:
            return limits
        return SendLimits(price_per_segment=limits.price_per_segment)


def decoded(record: Record) -> AccountLimits:
    """The limits that a record holds. Raises ValueError."""
    return msgspec.json.decode(record.body, type=AccountLimits)


def change_of(account: str, limits: AccountLimits, made_from: int | None = None) -> Sequence[Change]:
    """The change that makes these the account's own; the record goes where they say nothing."""
    body = msgspec.json.encode(limits) if limits != _NONE else None
    return (Change(KIND, account, "", body, made_from),)
