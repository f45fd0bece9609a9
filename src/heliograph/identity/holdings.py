"""What one account holds: its users, keys, groups, policies, attachments and roles, each found without a search."""

from collections.abc import Iterable, Iterator

from heliograph.identity.access_key import AccessKey
from heliograph.identity.attachment import Attachment, Holder, PolicySource
from heliograph.identity.custom_policy import CustomPolicy, PolicyVersion
from heliograph.identity.entity import Entity
from heliograph.identity.group import Group, Membership
from heliograph.identity.login_profile import LoginProfile
from heliograph.identity.role import Role
from heliograph.identity.shelf import Shelf
from heliograph.identity.user import User


class Holdings:
    """The shelves of one account. Read them; only the directory changes them."""

    def __init__(self) -> None:
        self.users: Shelf[User] = Shelf(id=lambda user: user.id)
        """By name."""
        self.keys: Shelf[AccessKey] = Shelf(user=lambda key: key.user)
        """By AccessKey id; the account's root keys are those of the user ''."""
        self.groups: Shelf[Group] = Shelf(id=lambda group: group.id)
        """By name."""
        self.memberships: Shelf[Membership] = Shelf(group=lambda one: one.group, user=lambda one: one.user)
        self.policies: Shelf[CustomPolicy] = Shelf()
        """By name."""
        self.versions: Shelf[PolicyVersion] = Shelf(policy=lambda version: version.policy)
        """By name and version: `name:v1`."""
        self.attachments: Shelf[Attachment] = Shelf(
            holder=lambda one: holder_key(one.holder, one.holder_id),
            policy=lambda one: policy_key(one.policy_source, one.policy),
        )
        self.roles: Shelf[Role] = Shelf(id=lambda role: role.id)
        """By name."""
        self.login_profiles: Shelf[LoginProfile] = Shelf()
        """By the id of the user."""
        self._of_kind = {
            User: self.users,
            AccessKey: self.keys,
            Group: self.groups,
            Membership: self.memberships,
            CustomPolicy: self.policies,
            PolicyVersion: self.versions,
            Attachment: self.attachments,
            Role: self.roles,
            LoginProfile: self.login_profiles,
        }

    def shelf_of(self, entity: Entity) -> Shelf[Entity]:
        """Where entities of its kind stand. Raises KeyError for a kind that no account holds."""
        return self._of_kind[type(entity)]  # type: ignore[return-value]

    def attached_to(self, holder: Holder, holder_id: str) -> tuple[Attachment, ...]:
        """What is attached to this very holder; a user has what is attached to its groups, too."""
        return tuple(self.attachments.where("holder", holder_key(holder, holder_id)))

    def holders_of(self, source: PolicySource, policy: str) -> tuple[Attachment, ...]:
        """To what the policy is attached."""
        return tuple(self.attachments.where("policy", policy_key(source, policy)))

    def attachment_count(self, source: PolicySource, policy: str) -> int:
        """RAM's AttachmentCount."""
        return self.attachments.count("policy", policy_key(source, policy))

    def default_version(self, policy: CustomPolicy) -> PolicyVersion | None:
        """The version that counts."""
        return self.versions.get(f"{policy.name}:{policy.default_version}")

    def versions_of(self, policy: str) -> tuple[PolicyVersion, ...]:
        """All versions, the oldest first."""
        return tuple(sorted(self.versions.where("policy", policy), key=lambda version: version.number))

    def groups_of(self, user_id: str) -> tuple[tuple[Group, Membership], ...]:
        """The groups that the user is in, each with when it joined."""
        found = ((self.groups.one("id", one.group), one) for one in self.memberships.where("user", user_id))
        return tuple((group, one) for group, one in found if group is not None)

    def members_of(self, group_id: str) -> tuple[tuple[User, Membership], ...]:
        """The users in the group, each with when it joined, by name."""
        found = ((self.users.one("id", one.user), one) for one in self.memberships.where("group", group_id))
        return tuple(sorted(((user, one) for user, one in found if user is not None), key=lambda pair: pair[0].name))

    def __iter__(self) -> Iterator[Entity]:
        """Everything, kind by kind and in order."""
        shelves: Iterable[Shelf[Entity]] = self._of_kind.values()  # type: ignore[assignment]
        for shelf in shelves:
            yield from shelf.page("", len(shelf))


def holder_key(holder: Holder, holder_id: str) -> str:
    return f"{holder}:{holder_id}"


def policy_key(source: PolicySource, policy: str) -> str:
    return f"{source}:{policy}"
