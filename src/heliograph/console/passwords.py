"""Lets a RAM user in by name and password, and says for as long as that holds."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from heliograph.console.attempts import Attempts
from heliograph.identity import Credential, IdentityDirectory
from heliograph.identity.account import ROOT_ACCOUNT
from heliograph.identity.login_profile import LoginProfile, is_password_of
from heliograph.identity.user import User
from heliograph.sms.clock import Clock
from heliograph.telemetry.metrics import Metrics

#: Hashes that are computed at a time; each holds a core for some 60 ms and 19 MiB.
AT_ONCE_MAX = 2

#: Tries that may wait for their turn; one more is turned away.
WAITING_MAX = 16

#: A longer one is no password of ours, and would only cost a hash.
PASSWORD_LENGTH_MAX = 128


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody whose password was right."""

    credential: Credential
    """As whom the pages ask; nobody can sign with it."""
    name: str
    holds: Callable[[], bool]
    """Whether the user, the password and the account are still as they were."""
    must_change: Callable[[], bool]
    """Whether another password must be chosen first."""


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """Somebody who is not let in."""

    wait_seconds: int = 0
    """How long to wait before the next try; 0 for a name or password that is not right."""


class Passwords:
    """The one place that compares passwords."""

    def __init__(self, directory: IdentityDirectory, clock: Clock, metrics: Metrics) -> None:
        self._directory = directory
        self._clock = clock
        self._attempts = Attempts()
        self._turns = asyncio.Semaphore(AT_ONCE_MAX)
        self._waiting = 0
        self._tries = metrics.counter(
            "heliograph_console_sign_ins_total", "Tries to sign in to the console by password.", ("outcome",)
        )

    async def check(self, name: str, password: str, peer: str) -> SignedIn | TurnedAway:
        """Compare the password of `user` or `user@account`; a user that there is not takes as long."""
        user_name, account = _parts(name)
        keys = (f"name {user_name}@{account}", f"address {peer}")
        wait = self._attempts.wait_ms(keys, self._clock.steady_ms())
        if wait or self._waiting >= WAITING_MAX:
            self._tries.add(1, "turned_away")
            return TurnedAway(max(1, -(-wait // 1000)))
        user, profile = self._found(account, user_name)
        if not await self._is_right(password, profile) or user is None or self._directory.is_suspended(account):
            self._attempts.failed(keys, self._clock.steady_ms())
            self._tries.add(1, "wrong")
            return TurnedAway()
        assert profile is not None
        self._attempts.worked(keys[0])
        self._tries.add(1, "right")
        return self._let_in(user, profile)

    async def _is_right(self, password: str, profile: LoginProfile | None) -> bool:
        self._waiting += 1
        try:
            async with self._turns:
                return await asyncio.to_thread(is_password_of, password[:PASSWORD_LENGTH_MAX], profile)
        finally:
            self._waiting -= 1

    def _found(self, account: str, name: str) -> tuple[User | None, LoginProfile | None]:
        held = self._directory.of(account)
        user = held.users.get(name)
        return user, held.login_profiles.get(user.id) if user is not None else None

    def _let_in(self, user: User, profile: LoginProfile) -> SignedIn:
        def now_there() -> LoginProfile | None:
            held = self._directory.of(user.account)
            is_there = held.users.one("id", user.id) is not None and not self._directory.is_suspended(user.account)
            found = held.login_profiles.get(user.id) if is_there else None
            return found if found is not None and found.password_hash == profile.password_hash else None

        def must_change() -> bool:
            found = now_there()
            return found is not None and found.reset_required

        shown = user.name if user.account == ROOT_ACCOUNT else f"{user.name}@{user.account}"
        credential = Credential(f"console-{user.id}", secrets.token_hex(16), user.account, user.arn, user=user.id)
        return SignedIn(credential, shown, lambda: now_there() is not None, must_change)


def _parts(name: str) -> tuple[str, str]:
    """User and account of a name to sign in with; without an account it is the server's own."""
    user, at, account = name.strip().rpartition("@")
    return (user, account) if at else (account, ROOT_ACCOUNT)
