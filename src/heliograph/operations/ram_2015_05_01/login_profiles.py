"""Passwords for the console: Create-, Get-, Update- and DeleteLoginProfile, and ChangePassword."""

import asyncio
from dataclasses import replace

import msgspec

from heliograph.identity import IdentityDirectory
from heliograph.identity.entity import put, remove
from heliograph.identity.holdings import Holdings
from heliograph.identity.login_profile import LoginProfile, hash_password, is_password_of
from heliograph.identity.user import User
from heliograph.operations.call import Answer, Call, Refusal, Reply, operation
from heliograph.operations.dates import iso_date
from heliograph.operations.description import Access, Field, Parameter, Shape
from heliograph.operations.identity_types import TOO_WEAK, Bounded, Password
from heliograph.operations.ports import Ports
from heliograph.operations.ram_2015_05_01.decided import Decided, changed, held_by, refuse, user_of
from heliograph.operations.ram_2015_05_01.described import CREATED, INVALID, USER, USER_NAME, one, plain, ram, told
from heliograph.operations.types import Boolean, Type

_SAYS = "The password: 8 to 128 characters."
_RESET = plain(
    "PasswordResetRequired", Boolean(), "true: the user must choose another one at the next sign-in.", "true"
)


def _secret(
    name: str, type_: Type, says: str, example: str, *, required: bool = True, code: str = INVALID
) -> Parameter:
    """A parameter that no page, address or log repeats."""
    return replace(plain(name, type_, says, example, required=required, code=code), secret=True)


_NO_PROFILE = "EntityNotExist.User.LoginProfile"

_PROFILE = one(
    "LoginProfile",
    "The login profile.",
    Field("UserName", "The user's name.", "alice"),
    Field("PasswordResetRequired", "Whether the user must choose another password.", "false", Shape.BOOLEAN),
    Field("MFABindRequired", "Always false: there is no second factor here.", "false", Shape.BOOLEAN),
    CREATED,
)

CREATE_LOGIN_PROFILE = ram(
    "CreateLoginProfile",
    "Gives a user a password to sign in to the console with.",
    Access.CREATE,
    USER,
    (USER_NAME, _secret("Password", Password(), _SAYS, "kE9-mossy-lantern", code=TOO_WEAK), _RESET),
    (_PROFILE,),
    ("EntityNotExist.User", "EntityAlreadyExists.User.LoginProfile"),
)
GET_LOGIN_PROFILE = ram(
    "GetLoginProfile",
    "Tells whether a user may sign in to the console; never the password.",
    Access.GET,
    USER,
    (USER_NAME,),
    (_PROFILE,),
    ("EntityNotExist.User", _NO_PROFILE),
)
UPDATE_LOGIN_PROFILE = ram(
    "UpdateLoginProfile",
    "Sets another password for a user. Sessions that the old one began are over.",
    Access.UPDATE,
    USER,
    (USER_NAME, _secret("Password", Password(), _SAYS, "kE9-mossy-lantern", required=False, code=TOO_WEAK), _RESET),
    refusals=("EntityNotExist.User", _NO_PROFILE),
)
DELETE_LOGIN_PROFILE = ram(
    "DeleteLoginProfile",
    "Takes a user's password away: it may sign in to the console no more. Sessions under way are over.",
    Access.DELETE,
    USER,
    (USER_NAME,),
    refusals=("EntityNotExist.User", _NO_PROFILE),
)
#: Whoever is a user may change the own password, as RAM lets them unless the account forbids it; no policy is asked.
CHANGE_PASSWORD = replace(
    ram(
        "ChangePassword",
        "Sets another password for the user who calls, who must know the old one.",
        Access.UPDATE,
        USER,
        (
            _secret("OldPassword", Bounded(128), "The password until now.", "kE9-mossy-lantern"),
            _secret("NewPassword", Password(), _SAYS, "vT4-quiet-harbour", code=TOO_WEAK),
        ),
        refusals=("EntityNotExist.User", _NO_PROFILE, "InvalidParameter"),
    ),
    action="",
)


def _of_profile(user: User, profile: LoginProfile) -> dict[str, Answer]:
    return {
        "UserName": user.name,
        "PasswordResetRequired": profile.reset_required,
        "MFABindRequired": False,
        "CreateDate": iso_date(profile.created),
    }


def _profile_of(held: Holdings, user: User) -> LoginProfile | Refusal:
    return held.login_profiles.get(user.id) or Refusal(_NO_PROFILE, f"The user {user.name} has no login profile.")


def _found(held: Holdings, name: str) -> tuple[User, LoginProfile] | Refusal:
    user = user_of(held, name)
    if isinstance(user, Refusal):
        return user
    profile = _profile_of(held, user)
    return profile if isinstance(profile, Refusal) else (user, profile)


@operation(CREATE_LOGIN_PROFILE)
async def create_login_profile(call: Call, ports: Ports) -> Reply | Refusal:
    now = ports.clock.utc_ms()
    hashed = await asyncio.to_thread(hash_password, call.text("Password"))

    def decide(known: IdentityDirectory, held: Holdings) -> Decided:
        user = user_of(held, call.text("UserName"))
        if isinstance(user, Refusal):
            return refuse(user)
        if held.login_profiles.get(user.id) is not None:
            taken = f"The user {user.name} has a login profile already; UpdateLoginProfile sets another password."
            return refuse(Refusal("EntityAlreadyExists.User.LoginProfile", taken))
        profile = LoginProfile(
            account=call.account,
            user=user.id,
            password_hash=hashed,
            reset_required=call.flag("PasswordResetRequired"),
            created=now,
            updated=now,
        )
        return [put(profile)], Reply(fields={"LoginProfile": told(_of_profile(user, profile), _PROFILE)})

    return await changed(call, ports, decide)


@operation(GET_LOGIN_PROFILE)
async def get_login_profile(call: Call, ports: Ports) -> Reply | Refusal:
    found = _found(held_by(call, ports), call.text("UserName"))
    return found if isinstance(found, Refusal) else Reply(fields={"LoginProfile": told(_of_profile(*found), _PROFILE)})


@operation(UPDATE_LOGIN_PROFILE)
async def update_login_profile(call: Call, ports: Ports) -> Reply | Refusal:
    now = ports.clock.utc_ms()
    password = call.text("Password")
    hashed = await asyncio.to_thread(hash_password, password) if password else ""

    def decide(known: IdentityDirectory, held: Holdings) -> Decided:
        found = _found(held, call.text("UserName"))
        if isinstance(found, Refusal):
            return refuse(found)
        _, profile = found
        new = msgspec.structs.replace(
            profile, reset_required=call.truth("PasswordResetRequired", profile.reset_required)
        )
        if hashed:
            new = msgspec.structs.replace(new, password_hash=hashed, updated=now)
        return [put(new)], Reply()

    return await changed(call, ports, decide)


@operation(DELETE_LOGIN_PROFILE)
async def delete_login_profile(call: Call, ports: Ports) -> Reply | Refusal:
    def decide(known: IdentityDirectory, held: Holdings) -> Decided:
        found = _found(held, call.text("UserName"))
        return refuse(found) if isinstance(found, Refusal) else ([remove(found[1])], Reply())

    return await changed(call, ports, decide)


@operation(CHANGE_PASSWORD)
async def change_password(call: Call, ports: Ports) -> Reply | Refusal:
    now = ports.clock.utc_ms()
    held = held_by(call, ports)
    user = held.users.one("id", call.caller.user) if call.caller is not None and call.caller.user else None
    if user is None:
        return Refusal("EntityNotExist.User", "Only a user has a password to change; the caller is none.")
    before = _profile_of(held, user)
    if isinstance(before, Refusal):
        return before
    if not await asyncio.to_thread(is_password_of, call.text("OldPassword"), before):
        return Refusal("InvalidParameter", "OldPassword is not the user's password.")
    hashed = await asyncio.to_thread(hash_password, call.text("NewPassword"))

    def decide(known: IdentityDirectory, held: Holdings) -> Decided:
        now_there = held.login_profiles.get(user.id)
        if now_there is None or now_there.password_hash != before.password_hash:
            return refuse(Refusal("InvalidParameter", "OldPassword is not the user's password any more."))
        new = msgspec.structs.replace(now_there, password_hash=hashed, updated=now, reset_required=False)
        return [put(new)], Reply()

    return await changed(call, ports, decide)
