"""The SMPP credentials of every account in memory, by system_id, and the changes of records that make and end them."""

from collections.abc import Sequence

import msgspec

from heliograph.identity.smpp_credential import SmppCredential
from heliograph.sms.subscription import Reached, Subscription, encode_subscription, smpp_subscription
from heliograph.store.records import ABSENT, Change, Record, Records
from heliograph.store.told import SUBSCRIPTION

#: The kind of record that holds a credential. A system_id is the whole server's, so its record has no account.
KIND = "smpp_credential"

#: More per account would be a mistake; each is also a subscription.
CREDENTIALS_MAX = 20

_PAGE = 500


class SmppCredentials:
    """One look-up at every bind. Loaded once at the start, and told of every change."""

    def __init__(self) -> None:
        self._by_system_id: dict[str, SmppCredential] = {}

    async def load(self, records: Records) -> None:
        """Read them all. Raises `Unavailable`, and ValueError for a record that is none."""
        after = ""
        while found := await records.records(KIND, after=after, limit=_PAGE):
            for record in found:
                self.note(decoded(record))
            after = f"{found[-1].account}/{found[-1].key}"

    def note(self, credential: SmppCredential) -> None:
        """It is there from now on, and durable already."""
        self._by_system_id[credential.system_id] = credential

    def forget(self, system_id: str) -> None:
        """It is gone, durably."""
        self._by_system_id.pop(system_id, None)

    def find(self, system_id: str) -> SmppCredential | None:
        """The credential of this system_id; case counts."""
        return self._by_system_id.get(system_id)

    def of(self, account: str) -> Sequence[SmppCredential]:
        """Those of an account, by system_id."""
        return sorted((c for c in self._by_system_id.values() if c.account == account), key=lambda c: c.system_id)

    def __len__(self) -> int:
        return len(self._by_system_id)


def decoded(record: Record) -> SmppCredential:
    """The credential that a record holds. Raises ValueError."""
    return msgspec.json.decode(record.body, type=SmppCredential)


def made(credential: SmppCredential, receipts: tuple[str, ...], made_from: int | None = ABSENT) -> Sequence[Change]:
    """The changes that make it, with the subscription that its receipts and inbound messages come by."""
    key = smpp_subscription(credential.system_id)
    subscription = Subscription(id=key, kind=Reached.SMPP, receipts=receipts, made_at=credential.created)
    return (
        Change(KIND, "", credential.system_id, msgspec.json.encode(credential), made_from),
        Change(SUBSCRIPTION, credential.account, key, encode_subscription(subscription)),
    )


def ended(credential: SmppCredential) -> Sequence[Change]:
    """The changes that end it, with all that it was still to be told."""
    return (
        Change(KIND, "", credential.system_id, None),
        Change(SUBSCRIPTION, credential.account, smpp_subscription(credential.system_id), None),
    )
