"""The account: a customer of this server, who owns messages and identities and alone may see them."""

from enum import StrEnum
from typing import ClassVar

from heliograph.identity.entity import Entity, Place

#: The account of the root key in the data folder. It was there before there were others, and owns all messages of then.
ROOT_ACCOUNT = "1000000000000001"


class AccountStatus(StrEnum):
    """Whether an account may call."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    """Its keys are known and its calls are refused; what it has sent goes on its way."""


class Account(Entity, frozen=True, kw_only=True):
    """One customer; every message, key and limit belongs to exactly one."""

    kind: ClassVar[str] = "account"

    id: str
    """16 decimal digits in Alibaba Cloud's manner, `1000000000000001`; the partner of `acs:ram::<id>:root`."""
    name: str = ""
    """What people call it; empty when nobody named it."""
    created: int = 0
    status: AccountStatus = AccountStatus.ACTIVE
    limits: str = ""
    """The name of the limits that hold for it; empty for those of the server."""
    prepaid: bool = False
    """Whether it pays before it sends: without a balance its sends are refused."""

    @property
    def place(self) -> Place:
        return Place(self.kind, "", self.id)
