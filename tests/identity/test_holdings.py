"""If these fail, RAM lists the wrong members, versions or attachments of something."""

from hypothesis import given

from heliograph.identity.attachment import Attachment, Holder, PolicySource
from heliograph.identity.custom_policy import CustomPolicy, PolicyVersion
from heliograph.identity.entity import Edit
from heliograph.identity.group import Group, Membership
from heliograph.identity.holdings import Holdings
from heliograph.identity.user import User
from identity_worlds import ACCOUNTS, histories

ACCOUNT = ACCOUNTS[0]


def holdings(*entities: object) -> Holdings:
    made = Holdings()
    for entity in entities:
        made.shelf_of(entity).put(entity)  # type: ignore[arg-type]
    return made


def user(name: str, id_: str) -> User:
    return User(account=ACCOUNT, name=name, id=id_, created=1, updated=1)


def version(id_: str) -> PolicyVersion:
    return PolicyVersion(account=ACCOUNT, policy="p", id=id_, document=id_, created=1)


def attached(holder: Holder, holder_id: str, source: PolicySource = PolicySource.CUSTOM) -> Attachment:
    return Attachment(account=ACCOUNT, policy_source=source, policy="p", holder=holder, holder_id=holder_id, attached=1)


def test_groups_and_members_are_found_from_both_ends() -> None:
    alice, bob = user("alice", "2002"), user("bob", "2001")
    ops = Group(account=ACCOUNT, name="ops", id="g-1", created=1, updated=1)
    joined = [Membership(account=ACCOUNT, group="g-1", user=id_, joined=4) for id_ in ("2001", "2002", "2003")]
    found = holdings(alice, bob, ops, *joined)
    assert found.members_of("g-1") == ((alice, joined[1]), (bob, joined[0])), "by name, without one who is gone"
    assert found.groups_of("2001") == ((ops, joined[0]),)
    assert found.groups_of("2009") == ()


def test_the_default_version_is_the_one_that_the_policy_names() -> None:
    policy = CustomPolicy(account=ACCOUNT, name="p", default_version="v10", versions_made=10, created=1, updated=1)
    found = holdings(policy, version("v10"), version("v9"), version("v2"))
    assert found.default_version(policy) == version("v10")
    assert [one.id for one in found.versions_of("p")] == ["v2", "v9", "v10"]
    assert found.versions_of("q") == ()


def test_attachments_are_found_by_holder_and_by_policy() -> None:
    to_user, to_role = attached(Holder.USER, "2001"), attached(Holder.ROLE, "2001")
    of_system = attached(Holder.USER, "2001", PolicySource.SYSTEM)
    found = holdings(to_user, to_role, of_system)
    assert set(found.attached_to(Holder.USER, "2001")) == {to_user, of_system}
    assert set(found.holders_of(PolicySource.CUSTOM, "p")) == {to_user, to_role}
    assert found.attachment_count(PolicySource.SYSTEM, "p") == 1
    assert found.attached_to(Holder.GROUP, "2001") == ()


@given(histories)
def test_it_holds_everything_that_was_put_there(history: list[list[Edit]]) -> None:
    entities = (edit.entity for edits in history for edit in edits)
    of_account = {entity.place: entity for entity in entities if entity.place.account == ACCOUNT}
    assert {entity.place: entity for entity in holdings(*of_account.values())} == of_account
