"""Policies: CreatePolicy, GetPolicy, DeletePolicy, ListPolicies, over the account's own and those that all have."""

from collections.abc import Iterable
from itertools import islice

from heliograph.identity import IdentityDirectory
from heliograph.identity.attachment import Holder, PolicySource
from heliograph.identity.custom_policy import CustomPolicy, PolicyVersion
from heliograph.identity.entity import put, remove
from heliograph.identity.holdings import Holdings
from heliograph.identity.policy import render
from heliograph.identity.system_policies import SYSTEM_POLICIES, SystemPolicy
from heliograph.operations.call import Answer, Call, Refusal, Reply, operation
from heliograph.operations.dates import iso_date
from heliograph.operations.description import Access, Field, Shape
from heliograph.operations.ports import Ports
from heliograph.operations.ram_2015_05_01.decided import (
    Decided,
    changed,
    full,
    held_by,
    no_policy,
    page_of,
    policy_of,
    refuse,
)
from heliograph.operations.ram_2015_05_01.described import (
    CREATED,
    IS_TRUNCATED,
    NEXT_MARKER,
    OWN_POLICY,
    PAGE,
    POLICIES,
    POLICY,
    POLICY_DOCUMENT,
    POLICY_NAME,
    POLICY_TYPE,
    UPDATED,
    count_of,
    many,
    one,
    plain,
    ram,
    text,
    told,
    told_many,
)
from heliograph.operations.ram_2015_05_01.paging import paged
from heliograph.operations.types import Boolean, Choice

#: The one version of a system policy, as the cloud names it.
SYSTEM_VERSION = "v1"

_NAME = Field("PolicyName", "The policy's name.", "sms-query-only")
_TYPE = Field("PolicyType", "Custom or System.", "Custom")
_DESCRIPTION = Field("Description", "What it is for.", "Tells what became of messages.")
_DEFAULT = Field("DefaultVersion", "The version that counts.", "v1")
_COUNT = Field(
    "AttachmentCount", "To how many users, groups and roles of the account it is attached.", "1", Shape.INTEGER
)
_DOCUMENT = Field("PolicyDocument", "The document of the version that counts.", '{"Version":"1","Statement":[]}')
POLICY_ROW = (_NAME, _TYPE, _DESCRIPTION, _DEFAULT)
VERSION_FIELDS = (
    Field("VersionId", "The version's id.", "v1"),
    Field("IsDefaultVersion", "Whether it is the one that counts.", "true", Shape.BOOLEAN),
    Field("PolicyDocument", "Its document.", '{"Version":"1","Statement":[]}'),
    CREATED,
)

_MADE = one("Policy", "The policy.", *POLICY_ROW, CREATED)
_FOUND = one("Policy", "The policy. One of the system has no dates.", *POLICY_ROW, _DOCUMENT, _COUNT, CREATED, UPDATED)
_VERSION = one("DefaultPolicyVersion", "The version that counts.", *VERSION_FIELDS)
_LISTED = many(
    "Policies",
    "Policy",
    "The policies, those of the system first, each kind by name.",
    *POLICY_ROW,
    _COUNT,
    CREATED,
    UPDATED,
)

CREATE_POLICY = ram(
    "CreatePolicy",
    "Makes a policy of the account, whose version v1 counts. It counts for those it is attached to.",
    Access.CREATE,
    OWN_POLICY,
    (POLICY_NAME, POLICY_DOCUMENT, text("Description", "What it is for.", "Tells what became of messages.")),
    (_MADE,),
    ("EntityAlreadyExists.Policy", "LimitExceeded.Policy"),
)
GET_POLICY = ram(
    "GetPolicy",
    "Tells about one policy, with the document that counts.",
    Access.GET,
    POLICY,
    (POLICY_NAME, POLICY_TYPE),
    (_FOUND, _VERSION),
    ("EntityNotExist.Policy",),
)
DELETE_POLICY = ram(
    "DeletePolicy",
    "Removes a policy of the account that is attached to nobody any more.",
    Access.DELETE,
    OWN_POLICY,
    (
        POLICY_NAME,
        plain(
            "CascadingDelete",
            Boolean(),
            "Whether its versions beside the one that counts go with it; else there must be none.",
            "true",
        ),
    ),
    refusals=(
        "EntityNotExist.Policy",
        "DeleteConflict.Policy.User",
        "DeleteConflict.Policy.Group",
        "DeleteConflict.Policy.Role",
        "DeleteConflict.Policy.Version",
    ),
)
LIST_POLICIES = ram(
    "ListPolicies",
    "Lists policies, those of the system before the account's own.",
    Access.LIST,
    POLICIES,
    (
        plain(
            "PolicyType",
            Choice(("Custom", "System")),
            "Only those of the account, or only those of the system.",
            "Custom",
            code="InvalidParameter.PolicyType",
        ),
        *PAGE,
    ),
    (_LISTED, IS_TRUNCATED, NEXT_MARKER),
)


def of_policy(held: Holdings, policy: CustomPolicy) -> dict[str, Answer]:
    """All that is told of a policy of the account."""
    return {
        "PolicyName": policy.name,
        "PolicyType": str(PolicySource.CUSTOM),
        "Description": policy.description,
        "DefaultVersion": policy.default_version,
        "AttachmentCount": held.attachment_count(PolicySource.CUSTOM, policy.name),
        "CreateDate": iso_date(policy.created),
        "UpdateDate": iso_date(policy.updated),
    }


def of_system_policy(held: Holdings, policy: SystemPolicy) -> dict[str, Answer]:
    """The same of one that every account has. It was never made and never changes."""
    return {
        "PolicyName": policy.name,
        "PolicyType": str(PolicySource.SYSTEM),
        "Description": policy.says,
        "DefaultVersion": SYSTEM_VERSION,
        "AttachmentCount": held.attachment_count(PolicySource.SYSTEM, policy.name),
    }


def of_version(policy: CustomPolicy, version: PolicyVersion) -> dict[str, Answer]:
    """All that is told of a version."""
    return {
        "VersionId": version.id,
        "IsDefaultVersion": version.id == policy.default_version,
        "PolicyDocument": version.document,
        "CreateDate": iso_date(version.created),
    }


def of_system_version(policy: SystemPolicy) -> dict[str, Answer]:
    """The one version of a policy of the system."""
    return {"VersionId": SYSTEM_VERSION, "IsDefaultVersion": True, "PolicyDocument": render(policy.document)}


@operation(CREATE_POLICY)
async def create_policy(call: Call, ports: Ports) -> Reply | Refusal:
    now = ports.clock.utc_ms()

    def decide(known: IdentityDirectory, held: Holdings) -> Decided:
        name = call.text("PolicyName")
        if held.policies.get(name) is not None or name in SYSTEM_POLICIES:
            return refuse(Refusal("EntityAlreadyExists.Policy", f"There is a policy {name} already."))
        if len(held.policies) >= count_of("LimitExceeded.Policy"):
            return full("LimitExceeded.Policy")
        policy = CustomPolicy(
            account=call.account,
            name=name,
            description=call.text("Description"),
            default_version="v1",
            versions_made=1,
            created=now,
            updated=now,
        )
        version = PolicyVersion(
            account=call.account, policy=name, id="v1", document=call.text("PolicyDocument"), created=now
        )
        return [put(policy), put(version)], Reply(fields={"Policy": told(of_policy(held, policy), _MADE)})

    return await changed(call, ports, decide)


@operation(GET_POLICY)
async def get_policy(call: Call, ports: Ports) -> Reply | Refusal:
    held, name = held_by(call, ports), call.text("PolicyName")
    if call.text("PolicyType") == PolicySource.SYSTEM:
        system = SYSTEM_POLICIES.get(name)
        if system is None:
            return no_policy(name)
        about, counts = of_system_policy(held, system), of_system_version(system)
    else:
        policy = policy_of(held, name)
        if isinstance(policy, Refusal):
            return policy
        version = held.default_version(policy)
        about, counts = of_policy(held, policy), of_version(policy, version) if version is not None else {}
    if "PolicyDocument" in counts:
        about["PolicyDocument"] = counts["PolicyDocument"]
    return Reply(fields={"Policy": told(about, _FOUND), "DefaultPolicyVersion": told(counts, _VERSION)})


@operation(DELETE_POLICY)
async def delete_policy(call: Call, ports: Ports) -> Reply | Refusal:
    def decide(known: IdentityDirectory, held: Holdings) -> Decided:
        policy = policy_of(held, call.text("PolicyName"))
        if isinstance(policy, Refusal):
            return refuse(policy)
        attached = _still_attached(held, policy)
        if attached is not None:
            return refuse(attached)
        versions = held.versions_of(policy.name)
        if len(versions) > 1 and not call.truth("CascadingDelete"):
            text = (
                f"The policy {policy.name} has {len(versions)} versions: delete the others first, or send "
                "CascadingDelete."
            )
            return refuse(Refusal("DeleteConflict.Policy.Version", text))
        return [remove(policy), *map(remove, versions)], Reply()

    return await changed(call, ports, decide)


@operation(LIST_POLICIES)
async def list_policies(call: Call, ports: Ports) -> Reply | Refusal:
    held, only = held_by(call, ports), call.text("PolicyType")
    after, items_max = page_of(call)
    found = list(islice(_rows(held, only, after), items_max + 1))
    page, next_page = paged(found, items_max, _marker)
    return Reply(fields={"Policies": told_many(page, _LISTED), **next_page})


def _rows(held: Holdings, only: str, after: str) -> Iterable[dict[str, Answer]]:
    """The policies behind the marker `after`, those of the system first."""
    source, _, name = after.partition(":")
    if only != PolicySource.CUSTOM and source != PolicySource.CUSTOM:
        for system in sorted(SYSTEM_POLICIES):
            if system > name:
                yield of_system_policy(held, SYSTEM_POLICIES[system])
    if only != PolicySource.SYSTEM:
        behind = name if source == PolicySource.CUSTOM else ""
        for policy in held.policies.page(behind, len(held.policies)):
            yield of_policy(held, policy)


def _marker(row: dict[str, Answer]) -> str:
    return f"{row['PolicyType']}:{row['PolicyName']}"


def _still_attached(held: Holdings, policy: CustomPolicy) -> Refusal | None:
    holders = [one.holder for one in held.holders_of(PolicySource.CUSTOM, policy.name)]
    for code, holder, what in (
        ("DeleteConflict.Policy.User", Holder.USER, "users"),
        ("DeleteConflict.Policy.Group", Holder.GROUP, "groups"),
        ("DeleteConflict.Policy.Role", Holder.ROLE, "roles"),
    ):
        if count := holders.count(holder):
            return Refusal(code, f"The policy {policy.name} is attached to {what} still: {count}. Detach it first.")
    return None
