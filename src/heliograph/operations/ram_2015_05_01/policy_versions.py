"""Versions of policies: those operations that make, tell, list and remove them, and that say which one counts."""

import msgspec

from heliograph.identity import IdentityDirectory
from heliograph.identity.attachment import PolicySource
from heliograph.identity.custom_policy import CustomPolicy, PolicyVersion
from heliograph.identity.entity import Edit, put, remove
from heliograph.identity.holdings import Holdings
from heliograph.identity.system_policies import SYSTEM_POLICIES
from heliograph.operations.call import Answer, Call, Refusal, Reply, operation
from heliograph.operations.description import Access
from heliograph.operations.ports import Ports
from heliograph.operations.ram_2015_05_01.decided import (
    Decided,
    changed,
    held_by,
    no_policy,
    no_version,
    policy_of,
    refuse,
    version_of,
)
from heliograph.operations.ram_2015_05_01.described import (
    OWN_POLICY,
    POLICY,
    POLICY_DOCUMENT,
    POLICY_NAME,
    POLICY_TYPE,
    VERSION_ID,
    count_of,
    many,
    one,
    plain,
    ram,
    told,
    told_many,
)
from heliograph.operations.ram_2015_05_01.policies import (
    VERSION_FIELDS,
    of_system_version,
    of_version,
)
from heliograph.operations.types import Boolean, Choice

_ROTATE = "DeleteOldestNonDefaultVersionWhenLimitExceeded"

_ONE = one("PolicyVersion", "The version.", *VERSION_FIELDS)
_LISTED = many("PolicyVersions", "PolicyVersion", "The versions, the oldest first.", *VERSION_FIELDS)

CREATE_POLICY_VERSION = ram(
    "CreatePolicyVersion",
    "Adds a version to a policy of the account.",
    Access.CREATE,
    OWN_POLICY,
    (
        POLICY_NAME,
        POLICY_DOCUMENT,
        plain("SetAsDefault", Boolean(), "Whether it counts from now on; false by default.", "true"),
        plain(
            "RotateStrategy",
            Choice(("None", _ROTATE)),
            "What happens where there are as many as there may be: None refuses, the other removes the oldest that "
            "does not count.",
            "None",
        ),
    ),
    (_ONE,),
    ("EntityNotExist.Policy", "LimitExceeded.Policy.Version"),
)
GET_POLICY_VERSION = ram(
    "GetPolicyVersion",
    "Tells one version of a policy.",
    Access.GET,
    POLICY,
    (POLICY_NAME, POLICY_TYPE, VERSION_ID),
    (_ONE,),
    ("EntityNotExist.Policy", "EntityNotExist.Policy.Version"),
)
DELETE_POLICY_VERSION = ram(
    "DeletePolicyVersion",
    "Removes a version that does not count.",
    Access.DELETE,
    OWN_POLICY,
    (POLICY_NAME, VERSION_ID),
    refusals=("EntityNotExist.Policy", "EntityNotExist.Policy.Version", "DeleteConflict.Policy.Version.Default"),
)
LIST_POLICY_VERSIONS = ram(
    "ListPolicyVersions",
    "Lists the versions of a policy.",
    Access.LIST,
    POLICY,
    (POLICY_NAME, POLICY_TYPE),
    (_LISTED,),
    ("EntityNotExist.Policy",),
)
SET_DEFAULT_POLICY_VERSION = ram(
    "SetDefaultPolicyVersion",
    "Says which version counts, for all that the policy is attached to and from the next call on.",
    Access.UPDATE,
    OWN_POLICY,
    (POLICY_NAME, VERSION_ID),
    refusals=("EntityNotExist.Policy", "EntityNotExist.Policy.Version"),
)


@operation(CREATE_POLICY_VERSION)
async def create_policy_version(call: Call, ports: Ports) -> Reply | Refusal:
    now = ports.clock.utc_ms()

    def decide(known: IdentityDirectory, held: Holdings) -> Decided:
        policy = policy_of(held, call.text("PolicyName"))
        if isinstance(policy, Refusal):
            return refuse(policy)
        room = _room_for_one(call, held, policy)
        if isinstance(room, Refusal):
            return refuse(room)
        id_ = f"v{policy.versions_made + 1}"
        version = PolicyVersion(
            account=call.account, policy=policy.name, id=id_, document=call.text("PolicyDocument"), created=now
        )
        policy = msgspec.structs.replace(
            policy,
            versions_made=policy.versions_made + 1,
            default_version=id_ if call.truth("SetAsDefault") else policy.default_version,
            updated=now,
        )
        return [*room, put(version), put(policy)], Reply(
            fields={"PolicyVersion": told(of_version(policy, version), _ONE)}
        )

    return await changed(call, ports, decide)


@operation(GET_POLICY_VERSION)
async def get_policy_version(call: Call, ports: Ports) -> Reply | Refusal:
    held, wanted = held_by(call, ports), call.text("VersionId")
    rows = _rows(call, held)
    if isinstance(rows, Refusal):
        return rows
    found = [row for row in rows if row["VersionId"] == wanted]
    if not found:
        return no_version(call.text("PolicyName"), wanted)
    return Reply(fields={"PolicyVersion": told(found[0], _ONE)})


@operation(DELETE_POLICY_VERSION)
async def delete_policy_version(call: Call, ports: Ports) -> Reply | Refusal:
    def decide(known: IdentityDirectory, held: Holdings) -> Decided:
        policy = policy_of(held, call.text("PolicyName"))
        if isinstance(policy, Refusal):
            return refuse(policy)
        version = version_of(held, policy.name, call.text("VersionId"))
        if isinstance(version, Refusal):
            return refuse(version)
        if version.id == policy.default_version:
            text = f"{version.id} is the version of {policy.name} that counts; set another one as default first."
            return refuse(Refusal("DeleteConflict.Policy.Version.Default", text))
        return [remove(version)], Reply()

    return await changed(call, ports, decide)


@operation(LIST_POLICY_VERSIONS)
async def list_policy_versions(call: Call, ports: Ports) -> Reply | Refusal:
    rows = _rows(call, held_by(call, ports))
    return rows if isinstance(rows, Refusal) else Reply(fields={"PolicyVersions": told_many(rows, _LISTED)})


@operation(SET_DEFAULT_POLICY_VERSION)
async def set_default_policy_version(call: Call, ports: Ports) -> Reply | Refusal:
    now = ports.clock.utc_ms()

    def decide(known: IdentityDirectory, held: Holdings) -> Decided:
        policy = policy_of(held, call.text("PolicyName"))
        if isinstance(policy, Refusal):
            return refuse(policy)
        version = version_of(held, policy.name, call.text("VersionId"))
        if isinstance(version, Refusal):
            return refuse(version)
        return [put(msgspec.structs.replace(policy, default_version=version.id, updated=now))], Reply()

    return await changed(call, ports, decide)


def _room_for_one(call: Call, held: Holdings, policy: CustomPolicy) -> list[Edit] | Refusal:
    """The removals that make room for another version."""
    versions, most = held.versions_of(policy.name), count_of("LimitExceeded.Policy.Version")
    if len(versions) < most:
        return []
    if call.text("RotateStrategy") != _ROTATE:
        text = f"The policy {policy.name} has {most} versions, which is the most; delete one, or send RotateStrategy."
        return Refusal("LimitExceeded.Policy.Version", text)
    return [remove(next(version for version in versions if version.id != policy.default_version))]


def _rows(call: Call, held: Holdings) -> list[dict[str, Answer]] | Refusal:
    """All versions of the policy that is named, of either type."""
    name = call.text("PolicyName")
    if call.text("PolicyType") == PolicySource.SYSTEM:
        system = SYSTEM_POLICIES.get(name)
        return no_policy(name) if system is None else [of_system_version(system)]
    policy = policy_of(held, name)
    if isinstance(policy, Refusal):
        return policy
    return [of_version(policy, version) for version in held.versions_of(name)]
