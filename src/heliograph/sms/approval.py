"""Templates and signatures as values, and how they come to be approved.

Both begin as pending; an operator approves or rejects them, in any order and as often as need be: rejecting one that is
approved stops its use at once. What is changed is pending again, because nobody has looked at the new words.
"""

from enum import StrEnum
from typing import TypeVar

import msgspec

from heliograph.sms.template import SIGNATURE_CLOSES, SIGNATURE_OPENS

REASON_MAX = 200
LABEL_MAX = 64

#: What a template may be called: the cloud's are SMS_ with digits.
CODE_PATTERN = r"^[A-Za-z0-9_-]{1,64}\Z"

#: What a signature may be: letters and digits of any script, blanks and a few marks inside. Source: the cloud's rules
#: (2 to 12 characters); longer names of companies are let through.
SIGNATURE_PATTERN = r"^[^\W_](?:[^\W_]|[ .&'-]){0,22}[^\W_]\Z"
SIGNATURE_SAYS = "2 to 24 letters and digits of any script, inside also blanks, full stops, hyphens, & and '"


class Approval(StrEnum):
    """Where a template or a signature stands."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


class MessageTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """A text with variables that an account may send once it is approved."""

    code: str
    content: str
    """By the language of `sms.template`."""
    name: str = ""
    """What people call it; may be empty."""
    type: str = "NOTIFY"
    """OTP, NOTIFY or MKT: which messages go first."""
    state: Approval = Approval.PENDING
    reason: str = ""
    """Why it was rejected."""
    changed_at: int = 0
    """UTC milliseconds of the last change; 0 for one of the configuration."""

    @property
    def key(self) -> str:
        return self.code


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """The name in lenticular brackets that a recipient reads as the sender."""

    name: str
    state: Approval = Approval.PENDING
    reason: str = ""
    changed_at: int = 0

    @property
    def key(self) -> str:
        return self.name

    @property
    def shown(self) -> str:
        return f"{SIGNATURE_OPENS}{self.name}{SIGNATURE_CLOSES}"


Wording = TypeVar("Wording", MessageTemplate, Signature)


def approved(item: Wording, now: int) -> Wording:
    """Fit for use from now on."""
    return msgspec.structs.replace(item, state=Approval.APPROVED, reason="", changed_at=now)


def rejected(item: Wording, reason: str, now: int) -> Wording:
    """Out of use, and why."""
    return msgspec.structs.replace(item, state=Approval.REJECTED, reason=reason, changed_at=now)


def reworded(template: MessageTemplate, now: int, *, content: str, name: str, type_: str) -> MessageTemplate:
    """With other words; pending again unless only its label is another."""
    same = (content, type_) == (template.content, template.type)
    return msgspec.structs.replace(
        template,
        content=content,
        name=name,
        type=type_,
        state=template.state if same else Approval.PENDING,
        reason=template.reason if same else "",
        changed_at=now,
    )
