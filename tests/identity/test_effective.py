"""If these fail, a policy that was attached does not count, or one that was detached or superseded still does."""

import random

import msgspec
import pytest

from heliograph.identity import Credential, CredentialTable, IdentityDirectory
from heliograph.identity.attachment import Attachment, Holder, PolicySource
from heliograph.identity.custom_policy import CustomPolicy, PolicyVersion
from heliograph.identity.decision import Kind
from heliograph.identity.effective import policies_of_user, session_policies
from heliograph.identity.entity import put, remove
from heliograph.identity.evaluate import Request, decide
from heliograph.identity.group import Group, Membership
from heliograph.identity.holdings import Holdings
from heliograph.identity.principal import AccountRoot, RoleSession
from heliograph.identity.principal import User as PolicyUser
from heliograph.identity.role import Role
from heliograph.identity.session import Session
from heliograph.identity.token import issue_token
from heliograph.identity.user import User
from identity_worlds import ACCOUNTS, SEAL, TRUST_ALL, sealed_key

ACCOUNT = ACCOUNTS[0]
ALICE = User(account=ACCOUNT, name="alice", id="2001", created=1, updated=1)
KEY = sealed_key(ACCOUNT, "LTAI1", "2001")
OPS = Group(account=ACCOUNT, name="ops", id="g-1", created=1, updated=1)
MEMBER = Membership(account=ACCOUNT, group="g-1", user="2001", joined=1)
ROLE = Role(account=ACCOUNT, name="sender", id="3001", trust_policy=TRUST_ALL, created=1, updated=1)
QUERY, SEND = Request("dysms:QueryMessage"), Request("dysms:SendMessageToGlobe")


def document(effect: str, action: str) -> str:
    return f'{{"Version":"1","Statement":[{{"Effect":"{effect}","Action":"{action}","Resource":"*"}}]}}'


def policy(name: str, *documents: str) -> list[CustomPolicy | PolicyVersion]:
    """A policy with these versions, the last of them its default."""
    last = f"v{len(documents)}"
    versions = [
        PolicyVersion(account=ACCOUNT, policy=name, id=f"v{n}", document=text, created=1)
        for n, text in enumerate(documents, 1)
    ]
    head = CustomPolicy(
        account=ACCOUNT, name=name, default_version=last, versions_made=len(documents), created=1, updated=1
    )
    return [head, *versions]


def attach(holder: Holder, holder_id: str, name: str, source: PolicySource = PolicySource.CUSTOM) -> Attachment:
    return Attachment(
        account=ACCOUNT, policy_source=source, policy=name, holder=holder, holder_id=holder_id, attached=1
    )


@pytest.fixture
def directory() -> IdentityDirectory:
    made = IdentityDirectory(CredentialTable([]), SEAL)
    made.apply(map(put, [ALICE, KEY, OPS, MEMBER, ROLE, *policy("query", document("Allow", "dysms:QueryMessage"))]))
    return made


def kinds(directory: IdentityDirectory, credential: Credential | None = None) -> list[Kind]:
    """What becomes of a query and of a send."""
    caller = credential or directory.find("LTAI1")
    assert caller is not None
    return [decide(directory.principal(caller), request).kind for request in (QUERY, SEND)]


def session(document: str = "") -> Credential:
    held = Session(ACCOUNT, "3001", "sender", "job", 100, document)
    return issue_token(held, seal=SEAL, choose=random.Random(1).choice)


NO, YES, DENIED = Kind.IMPLICIT_DENY, Kind.ALLOWED, Kind.EXPLICIT_DENY


def test_the_account_itself_is_subject_to_no_policy(directory: IdentityDirectory) -> None:
    directory.apply([put(sealed_key(ACCOUNT, "LTAI2"))])
    root = directory.find("LTAI2")
    assert root is not None
    assert directory.principal(root) == AccountRoot(ACCOUNT)
    assert kinds(directory, root) == [YES, YES]


def test_a_policy_counts_from_its_attachment_to_its_detachment(directory: IdentityDirectory) -> None:
    attachment = attach(Holder.USER, "2001", "query")
    assert kinds(directory) == [NO, NO]
    directory.apply([put(attachment)])
    assert kinds(directory) == [YES, NO]
    directory.apply([remove(attachment)])
    assert kinds(directory) == [NO, NO]


def test_a_group_gives_its_members_what_it_has(directory: IdentityDirectory) -> None:
    directory.apply([put(attach(Holder.GROUP, "g-1", "query"))])
    assert kinds(directory) == [YES, NO]
    directory.apply([remove(MEMBER)])
    assert kinds(directory) == [NO, NO]


def test_system_policies_are_there_by_name(directory: IdentityDirectory) -> None:
    directory.apply([put(attach(Holder.USER, "2001", "AliyunDysmsFullAccess", PolicySource.SYSTEM))])
    assert kinds(directory) == [YES, YES]


def test_a_custom_policy_by_the_name_of_a_system_policy_is_itself(directory: IdentityDirectory) -> None:
    directory.apply([put(attach(Holder.USER, "2001", "AliyunDysmsFullAccess"))])
    assert kinds(directory) == [NO, NO]


def test_only_the_default_version_counts(directory: IdentityDirectory) -> None:
    both = policy("both", document("Allow", "dysms:*"), document("Deny", "dysms:Send*"))
    directory.apply(map(put, [*both, attach(Holder.USER, "2001", "both")]))
    assert kinds(directory) == [NO, DENIED]
    head = both[0]
    assert isinstance(head, CustomPolicy)
    directory.apply([put(msgspec.structs.replace(head, default_version="v1"))])
    assert kinds(directory) == [YES, YES]


def test_a_decision_names_policy_version_and_holder(directory: IdentityDirectory) -> None:
    directory.apply(map(put, [*policy("no", document("Deny", "*")), attach(Holder.GROUP, "g-1", "no")]))
    caller = directory.find("LTAI1")
    assert caller is not None
    (match,) = decide(directory.principal(caller), QUERY).matched
    assert (match.policy.name, match.policy.kind, match.policy.version, match.policy.holder) == (
        "no",
        "Custom",
        "v1",
        "RamGroup",
    )


def test_a_stored_document_that_cannot_be_read_denies(directory: IdentityDirectory) -> None:
    allowed = attach(Holder.USER, "2001", "AdministratorAccess", PolicySource.SYSTEM)
    directory.apply(map(put, [allowed, *policy("torn", '{"Version":"1","Stat'), attach(Holder.USER, "2001", "torn")]))
    assert kinds(directory) == [DENIED, DENIED]


def test_a_session_has_what_its_role_has_within_its_own_policy(directory: IdentityDirectory) -> None:
    directory.apply([put(attach(Holder.ROLE, "3001", "AliyunDysmsFullAccess", PolicySource.SYSTEM))])
    assert kinds(directory, session()) == [YES, YES]
    assert kinds(directory, session(document("Allow", "dysms:Query*"))) == [YES, NO]
    assert kinds(directory, session("not a policy")) == [DENIED, DENIED]
    principal = directory.principal(session())
    assert isinstance(principal, RoleSession)
    assert (principal.role, principal.session, principal.session_policy) == ("sender", "job", None)


def test_users_and_roles_are_told_apart_although_both_are_held_ready(directory: IdentityDirectory) -> None:
    directory.apply([put(attach(Holder.USER, "2001", "query"))])
    assert kinds(directory) == [YES, NO]
    assert kinds(directory, session()) == [NO, NO]
    assert kinds(directory) == [YES, NO]


def test_a_user_who_is_gone_may_nothing(directory: IdentityDirectory) -> None:
    caller = directory.find("LTAI1")
    assert caller is not None
    directory.apply([put(attach(Holder.USER, "2001", "query")), remove(ALICE)])
    assert directory.principal(caller) == PolicyUser(ACCOUNT, "2001", "2001")
    assert kinds(directory, caller) == [NO, NO]


def test_nobody_has_policies_where_nothing_is_held() -> None:
    assert policies_of_user(Holdings(), "2001").statements == ()
    assert session_policies("") is None
