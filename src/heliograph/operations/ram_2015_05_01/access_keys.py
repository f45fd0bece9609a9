"""Access keys of users: CreateAccessKey, UpdateAccessKey, DeleteAccessKey, ListAccessKeys, GetAccessKeyLastUsed.

The secret is in one answer, CreateAccessKey's, and in no other. The account's own keys are not among these: they are
replaced by `heliograph accounts rotate-root`.
"""

import msgspec

from heliograph.identity import IdentityDirectory
from heliograph.identity.access_key import AccessKey, KeyStatus, new_access_key
from heliograph.identity.entity import put, remove
from heliograph.identity.holdings import Holdings
from heliograph.identity.user import User
from heliograph.operations.call import Answer, Call, Refusal, Reply, operation
from heliograph.operations.dates import iso_date
from heliograph.operations.description import Access, Field
from heliograph.operations.identity_types import Bounded
from heliograph.operations.ports import Ports
from heliograph.operations.ram_2015_05_01.decided import Decided, changed, full, held_by, refuse, user_of
from heliograph.operations.ram_2015_05_01.described import (
    CREATED,
    USER,
    USER_NAME_OR_OWN,
    count_of,
    date,
    many,
    one,
    plain,
    ram,
    told,
    told_many,
)
from heliograph.operations.types import Choice

_KEY_ID = plain("UserAccessKeyId", Bounded(128), "The id of the key.", "LTAI5tEXAMPLEEXAMPLEEXAM", required=True)
_OWNER_CODES = ("MissingUserName", "EntityNotExist.User")
_KEY_CODES = (*_OWNER_CODES, "EntityNotExist.User.AccessKey")

_ID = Field("AccessKeyId", "The key's id.", "LTAI5tEXAMPLEEXAMPLEEXAM")
_STATUS = Field("Status", "Active, or Inactive for one that is refused.", "Active")
_MADE = one(
    "AccessKey",
    "The key.",
    _ID,
    Field("AccessKeySecret", "What to sign with. It is told now and never again.", "30 letters and digits"),
    _STATUS,
    CREATED,
)
_LISTED = many("AccessKeys", "AccessKey", "The user's keys.", _ID, _STATUS, CREATED)
_USED = one("AccessKeyLastUsed", "The last use.", date("LastUsedDate", "When it was last used, UTC; absent for never."))

CREATE_ACCESS_KEY = ram(
    "CreateAccessKey",
    "Makes an access key of a user. Its secret is in this answer only.",
    Access.CREATE,
    USER,
    (USER_NAME_OR_OWN,),
    (_MADE,),
    (*_OWNER_CODES, "LimitExceeded.User.AccessKey"),
)
UPDATE_ACCESS_KEY = ram(
    "UpdateAccessKey",
    "Enables or disables an access key. A disabled one is refused from the moment this is answered.",
    Access.UPDATE,
    USER,
    (
        USER_NAME_OR_OWN,
        _KEY_ID,
        plain("Status", Choice(tuple(KeyStatus)), "Active or Inactive.", "Inactive", required=True),
    ),
    refusals=_KEY_CODES,
)
DELETE_ACCESS_KEY = ram(
    "DeleteAccessKey",
    "Removes an access key for good.",
    Access.DELETE,
    USER,
    (USER_NAME_OR_OWN, _KEY_ID),
    refusals=_KEY_CODES,
)
LIST_ACCESS_KEYS = ram(
    "ListAccessKeys",
    "Lists a user's access keys, without their secrets.",
    Access.LIST,
    USER,
    (USER_NAME_OR_OWN,),
    (_LISTED,),
    _OWNER_CODES,
)
GET_ACCESS_KEY_LAST_USED = ram(
    "GetAccessKeyLastUsed",
    "Tells when an access key last signed a request that was right.",
    Access.GET,
    USER,
    (USER_NAME_OR_OWN, _KEY_ID),
    (_USED,),
    _KEY_CODES,
)


def of_key(key: AccessKey) -> dict[str, Answer]:
    """All that is told of a key later than once."""
    return {"AccessKeyId": key.id, "Status": str(key.status), "CreateDate": iso_date(key.created)}


@operation(CREATE_ACCESS_KEY)
async def create_access_key(call: Call, ports: Ports) -> Reply | Refusal:
    now = ports.clock.utc_ms()

    def decide(known: IdentityDirectory, held: Holdings) -> Decided:
        user = _owner(call, held)
        if isinstance(user, Refusal):
            return refuse(user)
        if held.keys.count("user", user.id) >= count_of("LimitExceeded.User.AccessKey"):
            return full("LimitExceeded.User.AccessKey")
        key, secret = new_access_key(
            call.account,
            user.id,
            seal=ports.identities.seal,
            choose=ports.identities.choose,
            now=now,
            is_taken=known.is_taken,
        )
        return [put(key)], Reply(fields={"AccessKey": told({**of_key(key), "AccessKeySecret": secret}, _MADE)})

    return await changed(call, ports, decide)


@operation(UPDATE_ACCESS_KEY)
async def update_access_key(call: Call, ports: Ports) -> Reply | Refusal:
    def decide(known: IdentityDirectory, held: Holdings) -> Decided:
        key = _key(call, held)
        if isinstance(key, Refusal):
            return refuse(key)
        return [put(msgspec.structs.replace(key, status=KeyStatus(call.text("Status"))))], Reply()

    return await changed(call, ports, decide)


@operation(DELETE_ACCESS_KEY)
async def delete_access_key(call: Call, ports: Ports) -> Reply | Refusal:
    def decide(known: IdentityDirectory, held: Holdings) -> Decided:
        key = _key(call, held)
        return refuse(key) if isinstance(key, Refusal) else ([remove(key)], Reply())

    return await changed(call, ports, decide)


@operation(LIST_ACCESS_KEYS)
async def list_access_keys(call: Call, ports: Ports) -> Reply | Refusal:
    held = held_by(call, ports)
    user = _owner(call, held)
    if isinstance(user, Refusal):
        return user
    keys = sorted(held.keys.where("user", user.id), key=lambda key: (key.created, key.id))
    return Reply(fields={"AccessKeys": told_many(map(of_key, keys), _LISTED)})


@operation(GET_ACCESS_KEY_LAST_USED)
async def get_access_key_last_used(call: Call, ports: Ports) -> Reply | Refusal:
    key = _key(call, held_by(call, ports))
    if isinstance(key, Refusal):
        return key
    used = ports.identities.directory.last_used(key.id)
    last: dict[str, Answer] = {"LastUsedDate": iso_date(used)} if used else {}
    return Reply(fields={"AccessKeyLastUsed": last})


def _owner(call: Call, held: Holdings) -> User | Refusal:
    """The user that is named, or else the caller."""
    name = call.text("UserName")
    if name:
        return user_of(held, name)
    caller = held.users.one("id", call.caller.user) if call.caller is not None and call.caller.user else None
    return caller or Refusal("MissingUserName", "UserName is mandatory for a caller who is no user.")


def _key(call: Call, held: Holdings) -> AccessKey | Refusal:
    """The key that is named, of the user that is named."""
    user = _owner(call, held)
    if isinstance(user, Refusal):
        return user
    key = held.keys.get(call.text("UserAccessKeyId"))
    if key is None or key.user != user.id:
        return Refusal("EntityNotExist.User.AccessKey", f"The user {user.name} has no such access key.")
    return key
