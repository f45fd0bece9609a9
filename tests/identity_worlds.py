"""Identities of all kinds and random histories of them, for the tests that walk many."""

import msgspec
from hypothesis import strategies as st

from heliograph.identity.access_key import AccessKey, KeyStatus
from heliograph.identity.account import Account, AccountStatus
from heliograph.identity.attachment import Attachment, Holder, PolicySource
from heliograph.identity.custom_policy import CustomPolicy, PolicyVersion
from heliograph.identity.entity import Edit, Entity
from heliograph.identity.group import Group, Membership
from heliograph.identity.role import Role
from heliograph.identity.seal import bound_to_record
from heliograph.identity.user import User
from memory_identities import seal_of

ACCOUNTS = ("1000000000000001", "1000000000000002")
SEAL = seal_of()
ALLOW_ALL = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
TRUST_ALL = (
    '{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",'
    '"Principal":{"RAM":"acs:ram::1000000000000001:root"}}]}'
)

accounts = st.sampled_from(ACCOUNTS)
times = st.integers(0, 3)
names = st.sampled_from(["a", "b.c"])
user_ids = st.sampled_from(["", "2001", "2002"])
key_ids = st.sampled_from(["LTAI1", "LTAI2", "LTAI3"])


def sealed_key(account: str, id_: str, user: str = "", secret: str = "", **more: object) -> AccessKey:
    """A key whose secret is `secret`, else one that its id tells."""
    octets = (secret or f"secret of {id_}").encode()
    sealed = SEAL.seal(octets, bound_to_record(AccessKey.kind, account, id_))
    return msgspec.structs.replace(
        AccessKey(account=account, id=id_, user=user, sealed_secret=sealed, created=1), **more
    )


entities: st.SearchStrategy[Entity] = st.one_of(
    st.builds(Account, id=accounts, name=names, created=times, status=st.sampled_from(AccountStatus)),
    st.builds(User, account=accounts, name=names, id=user_ids.filter(bool), created=times, updated=times),
    st.builds(
        sealed_key,
        # A key's id belongs to one account only: the secret's record, and the directory's look-up, rely on it.
        account=st.just(ACCOUNTS[0]),
        id_=key_ids,
        user=user_ids,
        secret=st.sampled_from(["one", "two"]),
        status=st.sampled_from(KeyStatus),
    ),
    st.builds(Group, account=accounts, name=names, id=st.sampled_from(["g-1", "g-2"]), created=times, updated=times),
    st.builds(
        Membership, account=accounts, group=st.sampled_from(["g-1", "g-2"]), user=user_ids.filter(bool), joined=times
    ),
    st.builds(
        CustomPolicy,
        account=accounts,
        name=names,
        default_version=st.just("v1"),
        versions_made=times,
        created=times,
        updated=times,
    ),
    st.builds(
        PolicyVersion,
        account=accounts,
        policy=names,
        id=st.sampled_from(["v1", "v2", "v10"]),
        document=st.just(ALLOW_ALL),
        created=times,
    ),
    st.builds(
        Attachment,
        account=accounts,
        policy_source=st.sampled_from(PolicySource),
        policy=names,
        holder=st.sampled_from(Holder),
        holder_id=st.sampled_from(["2001", "g-1", "3001"]),
        attached=times,
    ),
    st.builds(
        Role,
        account=accounts,
        name=names,
        id=st.sampled_from(["3001", "3002"]),
        trust_policy=st.just(TRUST_ALL),
        created=times,
        updated=times,
    ),
)

edits: st.SearchStrategy[Edit] = st.builds(Edit, entities, st.booleans())
histories: st.SearchStrategy[list[list[Edit]]] = st.lists(st.lists(edits, min_size=1, max_size=4), max_size=12)
