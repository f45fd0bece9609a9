"""Decisions of RAM's operations: what they look up, how they refuse, and how what they decide becomes durable."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from heliograph.identity import IdentityDirectory
from heliograph.identity.custom_policy import CustomPolicy, PolicyVersion
from heliograph.identity.entity import Edit
from heliograph.identity.group import Group
from heliograph.identity.holdings import Holdings
from heliograph.identity.role import Role
from heliograph.identity.user import User
from heliograph.operations.call import Call, Refusal, Reply
from heliograph.operations.ports import Ports
from heliograph.operations.ram_2015_05_01.described import ITEMS_DEFAULT, count_of
from heliograph.store.records import Conflict

#: What a decision says: the edits, none for a refusal, and the answer for when they are durable.
Decided: TypeAlias = tuple[Sequence[Edit], Reply | Refusal]

_BUSY = (
    "The account's identities are being changed by others at this moment; nothing of this call was done. Call again."
)


async def changed(
    call: Call, ports: Ports, decide: Callable[[IdentityDirectory, Holdings], Decided]
) -> Reply | Refusal:
    """Do what `decide` says of the directory and of what the caller's account holds. It must be pure."""
    try:
        return await ports.identities.change(lambda known: decide(known, known.of(call.account)), call.nonce)
    except Conflict:
        return Refusal("ServiceUnavailable", _BUSY)


def held_by(call: Call, ports: Ports) -> Holdings:
    """What the caller's account holds now."""
    return ports.identities.directory.of(call.account)


def refuse(refusal: Refusal) -> Decided:
    """Nothing is done."""
    return (), refusal


def full(code: str) -> Decided:
    """There are as many as there may be."""
    return refuse(Refusal(code, f"There may be {count_of(code)} at most."))


def user_of(held: Holdings, name: str) -> User | Refusal:
    """The user of that name."""
    return held.users.get(name) or Refusal("EntityNotExist.User", f"The user {name} does not exist.")


def group_of(held: Holdings, name: str) -> Group | Refusal:
    """The group of that name."""
    return held.groups.get(name) or Refusal("EntityNotExist.Group", f"The group {name} does not exist.")


def role_of(held: Holdings, name: str) -> Role | Refusal:
    """The role of that name."""
    return held.roles.get(name) or Refusal("EntityNotExist.Role", f"The role {name} does not exist.")


def policy_of(held: Holdings, name: str) -> CustomPolicy | Refusal:
    """The custom policy of that name."""
    return held.policies.get(name) or no_policy(name)


def no_policy(name: str) -> Refusal:
    return Refusal("EntityNotExist.Policy", f"The policy {name} does not exist.")


def version_of(held: Holdings, policy: str, version: str) -> PolicyVersion | Refusal:
    """That version of that policy, which is there."""
    return held.versions.get(f"{policy}:{version}") or no_version(policy, version)


def no_version(policy: str, version: str) -> Refusal:
    return Refusal("EntityNotExist.Policy.Version", f"The policy {policy} has no version {version}.")


def page_of(call: Call) -> tuple[str, int]:
    """After which entry a page begins, and how many it may have."""
    return call.text("Marker"), call.number("MaxItems", ITEMS_DEFAULT)
