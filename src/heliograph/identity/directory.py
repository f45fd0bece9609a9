"""All identities of the server in memory, for every request to be known and judged without a read of the store.

Decide, store, then act: `store.identities` lets a pure function read this directory and say what to change, makes that
durable, and only then calls `apply`. So a key that was revoked is refused from the moment its revocation is on disk,
and not before. Everything happens on one event loop and nothing here waits: a reader never meets half a change.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from heliograph.identity.access_key import AccessKey, KeyStatus, KeyUse
from heliograph.identity.account import Account, AccountStatus
from heliograph.identity.attachment import Attachment
from heliograph.identity.credential import Credential, root_principal
from heliograph.identity.custom_policy import CustomPolicy, PolicyVersion
from heliograph.identity.effective import policies_of_role, policies_of_user, session_policies
from heliograph.identity.entity import Edit, Entity
from heliograph.identity.group import Group, Membership
from heliograph.identity.holdings import Holdings
from heliograph.identity.login_profile import LoginProfile
from heliograph.identity.prepared import PolicySet
from heliograph.identity.principal import AccountRoot, Principal, RoleSession
from heliograph.identity.principal import User as PolicyUser
from heliograph.identity.role import Role
from heliograph.identity.seal import CannotOpen, Seal
from heliograph.identity.shelf import Shelf
from heliograph.identity.table import CredentialTable
from heliograph.identity.token import TokenRefused, open_token
from heliograph.identity.user import User, user_arn

#: Every kind of entity that the directory holds, by the kind of its records.
KINDS: Mapping[str, type[Entity]] = MappingProxyType(
    {
        type_.kind: type_
        for type_ in (
            Account,
            User,
            AccessKey,
            Group,
            Membership,
            CustomPolicy,
            PolicyVersion,
            Attachment,
            Role,
            LoginProfile,
        )
    }
)

#: Whose holdings are asked for before it has any.
_EMPTY = Holdings()


class IdentityDirectory:
    """Accounts and what each of them holds. It is `Credentials` for the gateway.

    `fixed` are the credentials of configuration: they win over any key made here.
    """

    def __init__(self, fixed: CredentialTable, seal: Seal) -> None:
        self.version = 0
        """That of the last change it knows of. Another process's change makes the store's higher."""
        self.accounts: Shelf[Account] = Shelf()
        """By id."""
        self._fixed = fixed
        self._seal = seal
        self._holdings: dict[str, Holdings] = {}
        self._credentials: dict[str, Credential] = {}
        self._unopened: dict[str, AccessKey] = {}
        self._policies: dict[tuple[str, str], PolicySet] = {}
        """By account and id of user or role: made ready when first asked for, forgotten with the next change."""
        self._uses: dict[str, int] = {}
        self._uses_unwritten: set[str] = set()

    # --- reading ---

    def of(self, account: str) -> Holdings:
        """What the account holds; nothing for one that is not known."""
        return self._holdings.get(account, _EMPTY)

    def is_suspended(self, account: str) -> bool:
        """Whether the account's calls are to be refused. One that has no record never was suspended."""
        found = self.accounts.get(account)
        return found is not None and found.status is AccountStatus.SUSPENDED

    def find(self, access_key_id: str) -> Credential | None:
        """See `Credentials`."""
        return self._fixed.find(access_key_id) or self._credentials.get(access_key_id)

    def find_session(self, access_key_id: str, security_token: str, now: int) -> Credential | TokenRefused:
        """See `Credentials`. The role must still be the one that was assumed."""
        found = open_token(access_key_id, security_token, seal=self._seal, now=now)
        if isinstance(found, TokenRefused):
            return found
        assert found.session is not None
        role = self.of(found.account).roles.one("id", found.session.role_id)
        return found if role is not None else TokenRefused.ENDED

    def principal(self, credential: Credential) -> Principal:
        """Who calls with this credential, with the policies that count now.

        A user or role that is gone since the credential was found is one without any policy.
        """
        account, session = credential.account, credential.session
        if session is not None:
            policies = self._policies_of(account, session.role_id, policies_of_role)
            return RoleSession(account, session.role, session.name, policies, session_policies(session.policy))
        if not credential.user:
            return AccountRoot(account)
        user = self.of(account).users.one("id", credential.user)
        if user is None:
            return PolicyUser(account, credential.user, credential.user)
        return PolicyUser(account, user.id, user.name, self._policies_of(account, user.id, policies_of_user))

    def _policies_of(self, account: str, id_: str, read: Callable[[Holdings, str], PolicySet]) -> PolicySet:
        found = self._policies.get((account, id_))
        if found is None:
            found = self._policies[account, id_] = read(self.of(account), id_)
        return found

    def is_taken(self, access_key_id: str) -> bool:
        """Whether a new key must not get this id."""
        return self.find(access_key_id) is not None or access_key_id in self._unopened

    @property
    def unopened(self) -> Sequence[AccessKey]:
        """Keys whose secrets no sealing key of this server opens; nobody can sign with them."""
        return tuple(self._unopened.values())

    def __iter__(self) -> Iterator[Entity]:
        """Every entity, account by account."""
        yield from self.accounts.page("", len(self.accounts))
        for account in sorted(self._holdings):
            yield from self._holdings[account]

    # --- changing: for `store.identities` alone ---

    def apply(self, edits: Iterable[Edit]) -> None:
        """Take over what is durable."""
        for edit in edits:
            self._apply(edit.entity, edit.gone)
        self._policies.clear()

    def replace_by(self, fresh: "IdentityDirectory") -> None:
        """Hold what `fresh` holds, which was read from the store. Last uses are kept: some may not be written yet."""
        self.version, self.accounts = fresh.version, fresh.accounts
        self._holdings, self._credentials, self._unopened = fresh._holdings, fresh._credentials, fresh._unopened
        self._policies.clear()
        self._uses = {**fresh._uses, **{id_: used for id_, used in self._uses.items() if id_ in self._credentials}}
        self._uses_unwritten &= self._credentials.keys()

    def another(self) -> "IdentityDirectory":
        """An empty one with the same seal and the same fixed credentials, to be filled while this one is asked."""
        return IdentityDirectory(self._fixed, self._seal)

    def _apply(self, entity: Entity, gone: bool) -> None:
        if isinstance(entity, Account):
            shelf: Shelf[Entity] = self.accounts  # type: ignore[assignment]
        else:
            shelf = self._holdings.setdefault(entity.place.account, Holdings()).shelf_of(entity)
        if gone:
            shelf.remove(entity.place.key)
        else:
            shelf.put(entity)
        if isinstance(entity, AccessKey):
            self._forget_key(entity.id)
            if gone:
                self._uses.pop(entity.id, None)
                self._uses_unwritten.discard(entity.id)
            else:
                self._know_key(entity)
        elif isinstance(entity, User) and not gone:
            self._know_keys_of(entity)

    def _know_keys_of(self, user: User) -> None:
        """Its name may be new, and stands in its credentials."""
        for key in self.of(user.account).keys.where("user", user.id):
            self._forget_key(key.id)
            self._know_key(key)

    def _forget_key(self, access_key_id: str) -> None:
        self._credentials.pop(access_key_id, None)
        self._unopened.pop(access_key_id, None)

    def _know_key(self, key: AccessKey) -> None:
        try:
            secret = key.secret(self._seal)
        except CannotOpen:
            self._unopened[key.id] = key
            return
        active = key.status is KeyStatus.ACTIVE
        self._credentials[key.id] = Credential(
            key.id, secret, key.account, self._principal_of(key), active=active, user=key.user
        )

    def _principal_of(self, key: AccessKey) -> str:
        if key.is_root:
            return root_principal(key.account)
        user = self.of(key.account).users.one("id", key.user)
        return user_arn(key.account, user.name if user is not None else key.user)

    # --- last use ---

    def used(self, access_key_id: str, now: int) -> None:
        """See `Credentials`. Kept here, and written in batches: one write a request would be one too many."""
        if access_key_id in self._credentials:
            self._uses[access_key_id] = now
            self._uses_unwritten.add(access_key_id)

    def last_used(self, access_key_id: str) -> int:
        """When the key was last used; 0 for never."""
        return self._uses.get(access_key_id, 0)

    def take_unwritten_uses(self, limit: int) -> Sequence[KeyUse]:
        """At most `limit` last uses that are not written yet; they count as written from here on."""
        taken: list[KeyUse] = []
        while self._uses_unwritten and len(taken) < limit:
            access_key_id = self._uses_unwritten.pop()
            credential = self._credentials.get(access_key_id)
            if credential is not None:
                taken.append(KeyUse(account=credential.account, id=access_key_id, used=self._uses[access_key_id]))
        return taken

    def give_back_uses(self, uses: Iterable[KeyUse]) -> None:
        """They could not be written."""
        self._uses_unwritten.update(use.id for use in uses if use.id in self._credentials)

    def load_uses(self, uses: Iterable[KeyUse]) -> None:
        """Take over what was written by an earlier process."""
        self._uses.update((use.id, use.used) for use in uses if use.id in self._credentials)
