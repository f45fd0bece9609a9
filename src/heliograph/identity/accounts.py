"""What may be done with accounts, decided: made, suspended, resumed, given another root key. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from heliograph.identity.access_key import AccessKey, new_access_key
from heliograph.identity.account import ROOT_ACCOUNT, Account, AccountStatus
from heliograph.identity.directory import IdentityDirectory
from heliograph.identity.entity import Edit, put, remove
from heliograph.identity.fields import ACCOUNTS_MAX, ROOT_KEYS_MAX
from heliograph.identity.ids import Choose, new_account_id
from heliograph.identity.seal import Seal


@dataclass(frozen=True, slots=True)
class Made:
    """An account with its new root key, whose secret is shown this once."""

    account: Account
    access_key_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NotDone:
    """Why nothing was done: a code of the catalogue and a sentence."""

    code: str
    text: str


Decided = tuple[Sequence[Edit], Made | Account | NotDone]

_ROOT = NotDone("INVALID_PARAMETERS", "AccountId is the server's own account, of which this cannot be done.")


def create_account(
    directory: IdentityDirectory, name: str, *, prepaid: bool, seal: Seal, choose: Choose, now: int
) -> Decided:
    """A new account with a root key. Names need not be unique: ids are."""
    if len(directory.accounts) >= ACCOUNTS_MAX:
        return (), NotDone(
            "INVALID_PARAMETERS", f"There are {ACCOUNTS_MAX} accounts, which is as many as there may be."
        )
    id_ = new_account_id(choose)
    while directory.accounts.get(id_) is not None:
        id_ = new_account_id(choose)
    account = Account(id=id_, name=name, created=now, prepaid=prepaid)
    key, made = _root_key(directory, account, seal, choose, now)
    return (put(account), put(key)), made


def set_status(directory: IdentityDirectory, id_: str, status: AccountStatus) -> Decided:
    """Suspend the account or resume it. One that is so already stays so."""
    account = directory.accounts.get(id_)
    if account is None:
        return (), _unknown()
    if id_ == ROOT_ACCOUNT:
        return (), _ROOT
    if account.status is status:
        return (), account
    changed = msgspec.structs.replace(account, status=status)
    return (put(changed),), changed


def rotate_root_key(
    directory: IdentityDirectory, id_: str, *, keep_former: bool, seal: Seal, choose: Choose, now: int
) -> Decided:
    """Another root key. The former ones go with the same change, unless the newest is kept to change over."""
    account = directory.accounts.get(id_)
    if account is None:
        return (), _unknown()
    if id_ == ROOT_ACCOUNT:
        return (), _ROOT
    former = sorted(directory.of(id_).keys.where("user", ""), key=lambda key: (key.created, key.id))
    kept = ROOT_KEYS_MAX - 1 if keep_former else 0
    key, made = _root_key(directory, account, seal, choose, now)
    return (*(remove(old) for old in former[: len(former) - kept if kept else None]), put(key)), made


def _root_key(
    directory: IdentityDirectory, account: Account, seal: Seal, choose: Choose, now: int
) -> tuple[AccessKey, Made]:
    key, secret = new_access_key(account.id, "", seal=seal, choose=choose, now=now, is_taken=directory.is_taken)
    return key, Made(account, key.id, secret)


def _unknown() -> NotDone:
    return NotDone("ACCOUNT_NOT_EXISTS", "AccountId is no account of this server; ListAccounts tells which there are.")
