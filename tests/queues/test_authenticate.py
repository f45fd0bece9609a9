"""If these fail, a stranger reads or deletes somebody's receipts, or a consumer is locked out of its own."""

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from heliograph.identity import Credential, Credentials
from heliograph.identity.queue_token import LIFE_MS
from heliograph.queues.authenticate import WINDOW_MS
from queues.conftest import ACCOUNT, DISABLED, INBOUND, NOW, OTHER, OTHERS, REPORTS, ROOT, SESSION, World

EMPTY = ("MessageNotExist", 404)


def date(utc_ms: int) -> str:
    return format_datetime(datetime.fromtimestamp(utc_ms / 1000, UTC), usegmt=True)


def token_of(world: World, queue: str = REPORTS, account: str = ACCOUNT) -> Credential:
    return world.mint.issue(account, f"acs:ram::{account}:root", queue, world.clock.now).credential


async def test_the_accounts_own_key_its_triple_and_a_token_of_the_queue_get_in(world: World) -> None:
    for key in (ROOT, SESSION, token_of(world)):
        assert await world.refusal(key=key) == EMPTY


@pytest.mark.parametrize(
    ("how", "code", "status"),
    [
        ({"drop": ("authorization",)}, "MissingAuthorizationHeader", 400),
        ({"headers": {"authorization": "MNS LTAIroot"}}, "InvalidAuthorizationHeader", 400),
        ({"headers": {"authorization": "Basic TFRB:eA=="}}, "InvalidAuthorizationHeader", 400),
        ({"drop": ("date",)}, "MissingDateHeader", 400),
        ({"headers": {"date": "2026-11-26T00:00:00Z"}}, "InvalidDateHeader", 400),
        ({"headers": {"date": "Thu, 99 Nov 2026 00:00:00 GMT"}}, "InvalidDateHeader", 400),
        ({"headers": {"date": date(NOW - WINDOW_MS - 1000)}}, "TimeExpired", 408),
        ({"headers": {"date": date(NOW + WINDOW_MS + 1000)}}, "TimeExpired", 408),
        ({"key": Credential("LTAInobody", "x", ACCOUNT)}, "InvalidAccessKeyId", 403),
        ({"key": DISABLED}, "InvalidAccessKeyId", 403),
        ({"key": Credential("LTAIroot", "wrong", ACCOUNT)}, "SignatureDoesNotMatch", 403),
        ({"key": Credential("STS.session", "sts-secret", ACCOUNT)}, "MissingSecurityToken", 400),
        ({"headers": {"security-token": "x"}}, "InvalidSecurityToken.MismatchWithAccessKey", 400),
        ({"body": b"<x/>", "headers": {"content-md5": "x"}, "method": "DELETE"}, "InvalidDegist", 400),
    ],
)
async def test_what_is_wrong_is_told_in_mnss_words(world: World, how: dict, code: str, status: int) -> None:
    assert await world.refusal(**how) == (code, status)


async def test_the_window_is_fifteen_minutes_either_way(world: World) -> None:
    for sent_at in (NOW - WINDOW_MS, NOW + WINDOW_MS - 1000):
        assert await world.refusal(headers={"date": date(sent_at)}) == EMPTY


async def test_a_signed_header_that_stands_twice_is_refused(world: World) -> None:
    for name in ("date", "x-mns-version", "authorization"):
        request = world.request()
        request.headers[name] *= 2
        assert await world.refusal(request) == ("InvalidArgument", 400)


async def test_a_token_ends_when_it_says_so(world: World) -> None:
    token = token_of(world)
    world.clock.now += LIFE_MS - 1
    assert await world.refusal(key=token) == EMPTY
    world.clock.now += 1
    assert await world.refusal(key=token) == ("InvalidSecurityToken.Expired", 400)


async def test_a_token_that_was_not_made_here_opens_nothing(world: World) -> None:
    token = token_of(world)
    forged = Credential(token.access_key_id, token.secret, ACCOUNT, security_token=token.security_token[:-2] + "AA")
    assert await world.refusal(key=forged) == ("InvalidSecurityToken.Malformed", 400)


async def test_the_token_which_nothing_signs_must_be_that_of_the_key(world: World) -> None:
    """Somebody holds two tokens, and signs with one key while he shows the other's token."""
    mine, other = token_of(world), token_of(world, OTHERS, "2000000000000002")
    crossed = Credential(mine.access_key_id, mine.secret, ACCOUNT, security_token=other.security_token)
    assert await world.refusal(key=crossed) == ("InvalidSecurityToken.MismatchWithAccessKey", 400)
    crossed = Credential(SESSION.access_key_id, SESSION.secret, ACCOUNT, security_token=mine.security_token)
    assert await world.refusal(key=crossed) == ("InvalidSecurityToken.MismatchWithAccessKey", 400)


async def test_a_token_reads_its_own_queue_only(world: World) -> None:
    token = token_of(world)
    assert await world.refusal("GET", f"/queues/{INBOUND}/messages", key=token) == ("AccessDenied", 403)


async def test_a_queue_of_another_account_is_one_that_does_not_exist(world: World) -> None:
    """Nobody learns whether it is there (I7)."""
    for key in (ROOT, token_of(world, OTHERS)):
        assert await world.refusal("GET", f"/queues/{OTHERS}/messages", key=key) == ("QueueNotExist", 404)
        assert await world.refusal("GET", "/queues/no-such-queue/messages", key=key) == ("QueueNotExist", 404)
    assert await world.refusal("GET", f"/queues/{OTHERS}/messages", key=OTHER) == EMPTY


async def test_nothing_of_a_queue_is_told_before_the_signature_holds(world: World) -> None:
    wrong = Credential("LTAIroot", "wrong", ACCOUNT)
    for target in (f"/queues/{REPORTS}/messages", "/queues/none/messages", "/queues", "/queues/x?y=%FF"):
        assert await world.refusal("GET", target, key=wrong) == ("SignatureDoesNotMatch", 403)


async def test_the_use_of_a_key_is_noted_once_its_signature_holds(world: World) -> None:
    noted: list[str] = []
    object.__setattr__(world.parts, "credentials", Noting(world.parts.credentials, noted))
    await world.refusal(key=Credential("LTAIroot", "wrong", ACCOUNT))
    assert noted == []
    await world.refusal(key=ROOT)
    assert noted == ["LTAIroot"]


class Noting:
    """Credentials that say which were used."""

    def __init__(self, credentials: Credentials, noted: list[str]) -> None:
        self._credentials = credentials
        self._noted = noted

    def find(self, access_key_id: str) -> Credential | None:
        return self._credentials.find(access_key_id)

    def used(self, access_key_id: str, now: int) -> None:
        self._noted.append(access_key_id)
