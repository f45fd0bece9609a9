"""If these fail, a password is shown, kept readable, or good for longer than its owner thinks."""

from heliograph.identity import Credential
from heliograph.identity.login_profile import is_password_of
from memory_identities import ACCOUNT

FIRST, SECOND = "kE9-mossy-lantern", "vT4-quiet-harbour"


async def profile_of(ram, name: str):
    held = ram.bench.identities.directory.of(ACCOUNT)
    return held.login_profiles.get(held.users.get(name).id)


async def user(ram, **more: str) -> Credential:
    """A user with a password, as who calls when it has signed in."""
    await ram.ok("CreateUser", UserName="alice")
    await ram.ok("CreateLoginProfile", UserName="alice", Password=FIRST, **more)
    held = ram.bench.identities.directory.of(ACCOUNT)
    return Credential("console", "secret", ACCOUNT, user=held.users.get("alice").id)


async def test_a_profile_is_told_without_its_password(ram) -> None:
    await ram.ok("CreateUser", UserName="alice")
    made = await ram.ok("CreateLoginProfile", UserName="alice", Password=FIRST, PasswordResetRequired="true")
    found = await ram.ok("GetLoginProfile", UserName="alice")
    assert made == found
    assert found["LoginProfile"]["PasswordResetRequired"] is True
    assert FIRST not in repr(made)
    profile = await profile_of(ram, "alice")
    assert FIRST.encode() not in profile.to_body()
    assert profile.password_hash not in repr(profile)
    assert is_password_of(FIRST, profile)
    assert not is_password_of(SECOND, profile)
    assert not is_password_of(FIRST, None)


async def test_an_update_changes_only_what_was_sent(ram) -> None:
    await user(ram)
    before = await profile_of(ram, "alice")
    await ram.ok("UpdateLoginProfile", UserName="alice", PasswordResetRequired="true")
    after = await profile_of(ram, "alice")
    assert (after.password_hash, after.reset_required) == (before.password_hash, True)
    await ram.ok("UpdateLoginProfile", UserName="alice", Password=SECOND)
    assert is_password_of(SECOND, await profile_of(ram, "alice"))


async def test_a_profile_that_is_deleted_lets_nobody_in(ram) -> None:
    await user(ram)
    await ram.ok("DeleteLoginProfile", UserName="alice")
    assert await profile_of(ram, "alice") is None
    await ram.ok("DeleteUser", UserName="alice")


async def test_a_user_changes_the_own_password_and_needs_the_old_one(ram) -> None:
    alice = await user(ram, PasswordResetRequired="true")
    wrong = await ram("ChangePassword", alice, OldPassword=SECOND, NewPassword=SECOND)
    assert wrong.code == "InvalidParameter"
    assert SECOND not in wrong.text
    await ram.ok("ChangePassword", alice, OldPassword=FIRST, NewPassword=SECOND)
    profile = await profile_of(ram, "alice")
    assert is_password_of(SECOND, profile)
    assert not profile.reset_required


async def test_whoever_is_no_user_has_no_password(ram) -> None:
    refused = await ram("ChangePassword", OldPassword=FIRST, NewPassword=SECOND)
    assert refused.code == "EntityNotExist.User"


async def test_a_user_without_a_profile_has_no_password_to_change(ram) -> None:
    alice = await user(ram)
    await ram.ok("DeleteLoginProfile", UserName="alice")
    refused = await ram("ChangePassword", alice, OldPassword=FIRST, NewPassword=SECOND)
    assert refused.code == "EntityNotExist.User.LoginProfile"
