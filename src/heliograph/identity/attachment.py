"""An attachment: a policy counts for a user, a group or a role."""

from enum import StrEnum
from typing import ClassVar

from heliograph.identity.entity import Entity, Place


class PolicySource(StrEnum):
    """RAM's PolicyType."""

    CUSTOM = "Custom"
    SYSTEM = "System"


class Holder(StrEnum):
    """What a policy may be attached to, in the words of DecodeDiagnosticMessage."""

    USER = "RamUser"
    GROUP = "RamGroup"
    ROLE = "RamRole"


class Attachment(Entity, frozen=True, kw_only=True):
    """One policy, attached to one holder."""

    kind: ClassVar[str] = "attachment"

    account: str
    policy_source: PolicySource
    policy: str
    """The policy's name."""
    holder: Holder
    holder_id: str
    """The id of the user, group or role."""
    attached: int

    @property
    def place(self) -> Place:
        return Place(self.kind, self.account, f"{self.holder}:{self.holder_id}:{self.policy_source}:{self.policy}")
