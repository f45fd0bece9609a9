"""If this fails, somebody reads other people's messages: by an old link, a guessed cookie, or a rebound DNS name."""

import pytest

from heliograph.console.passwords import SignedIn
from heliograph.console.sign_in import (
    IDLE_MS,
    SESSION_LIFE_MS,
    SESSIONS_MAX,
    TOKEN_LIFE_MS,
    SignIn,
    cookie_header,
    same_site,
)
from heliograph.http.request import Request
from heliograph.identity import Credential

ROOT = Credential("LTAIroot", "secret", "1")

HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})


class Hands:
    """A clock whose hands a test moves."""

    def __init__(self) -> None:
        self.now = 1_000

    def utc_ms(self) -> int:
        return self.now

    def steady_ms(self) -> int:
        return self.now


def request(**headers: str) -> Request:
    return Request("GET", "/console", "/console", "", {name: (value,) for name, value in headers.items()}, b"")


def signed_in(sign_in: SignIn, session: str | None) -> bool:
    return sign_in.session(request(cookie=f"theme=dark; heliograph_session={session}")) is not None


def test_a_token_is_good_once():
    sign_in = SignIn(Hands(), ROOT)
    token = sign_in.new_token()
    session = sign_in.exchange(token)
    assert signed_in(sign_in, session)
    assert sign_in.exchange(token) is None


def test_a_token_is_good_for_ten_minutes():
    clock = Hands()
    sign_in = SignIn(clock, ROOT)
    token = sign_in.new_token()
    clock.now += TOKEN_LIFE_MS
    assert sign_in.exchange(token) is None


def test_a_session_ends():
    clock = Hands()
    sign_in = SignIn(clock, ROOT)
    session = sign_in.exchange(sign_in.new_token())
    clock.now += SESSION_LIFE_MS - 1
    assert signed_in(sign_in, session)
    clock.now += 1
    assert not signed_in(sign_in, session)


def test_a_guess_is_not_signed_in():
    sign_in = SignIn(Hands(), ROOT)
    sign_in.exchange(sign_in.new_token())
    assert not signed_in(sign_in, "guess")
    assert not signed_in(sign_in, "")
    assert sign_in.session(request()) is None


def test_whoever_signs_out_is_out():
    sign_in = SignIn(Hands(), ROOT)
    mine, other = (sign_in.exchange(sign_in.new_token()) for _ in range(2))
    sign_in.end(request(cookie=f"heliograph_session={mine}"))
    assert not signed_in(sign_in, mine)
    assert signed_in(sign_in, other)


def test_each_session_has_a_form_token_of_its_own():
    sign_in = SignIn(Hands(), ROOT)
    cookies = [sign_in.exchange(sign_in.new_token()) for _ in range(2)]
    sessions = [sign_in.session(request(cookie=f"heliograph_session={one}")) for one in cookies]
    assert sessions[0].csrf != sessions[1].csrf
    assert all(session.csrf not in repr(session) for session in sessions)


def test_sessions_are_bounded_and_the_oldest_goes():
    sign_in = SignIn(Hands(), ROOT)
    first = sign_in.exchange(sign_in.new_token())
    others = [sign_in.exchange(sign_in.new_token()) for _ in range(SESSIONS_MAX)]
    assert not signed_in(sign_in, first)
    assert signed_in(sign_in, others[0])


def test_the_cookie_is_not_for_scripts_nor_for_other_sites():
    name, value = cookie_header("abc", secure=True)
    assert name == "Set-Cookie"
    for flag in ("HttpOnly", "SameSite=Strict", "Path=/", "Secure"):
        assert flag in value
    assert "Secure" not in cookie_header("abc", secure=False)[1]


@pytest.mark.parametrize(
    ("host", "origin", "ours"),
    [
        ("127.0.0.1:8080", "", True),
        ("localhost:8080", "http://localhost:8080", True),
        ("[::1]:8080", "", True),
        ("evil.example:8080", "", False),
        ("127.0.0.1:8080", "http://evil.example", False),
        ("127.0.0.1:8080", "http://127.0.0.1:9999", False),
        ("", "", False),
        ("127.0.0.1.evil.example", "", False),
    ],
)
def test_only_this_server_and_its_own_pages_are_let_in(host: str, origin: str, ours: bool):
    headers = {"host": host, "origin": origin} if origin else {"host": host}
    assert same_site(request(**headers), HOSTS) is ours


def someone(holds=lambda: True) -> SignedIn:
    return SignedIn(Credential("console-1", "secret", "1", user="1"), "alice", holds, lambda: False)


def test_a_session_by_password_ends_when_it_is_not_used_and_watching_is_no_use():
    clock = Hands()
    sign_in = SignIn(clock, ROOT)
    cookie = request(cookie=f"heliograph_session={sign_in.begin(someone())}")
    for _ in range(3):
        clock.now += IDLE_MS - 1
        assert sign_in.session(cookie) is not None
    clock.now += IDLE_MS - 1
    assert sign_in.session(cookie, watching=True) is not None
    clock.now += 1
    assert sign_in.session(cookie) is None


def test_a_session_ends_when_who_it_is_may_be_signed_in_no_more():
    may = [True]
    sign_in = SignIn(Hands(), ROOT)
    cookie = request(cookie=f"heliograph_session={sign_in.begin(someone(lambda: may[0]))}")
    assert sign_in.session(cookie).has_password
    may[0] = False
    assert sign_in.session(cookie) is None
    may[0] = True
    assert sign_in.session(cookie) is None, "it does not come back"


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("192.0.2.7:8080", True),
        ("[2001:db8::7]:8080", True),
        ("evil.example", False),
        ("192.0.2.7.evil.example", False),
    ],
)
def test_on_all_addresses_any_address_is_a_name_of_ours(host: str, ours: bool):
    assert same_site(request(host=host), HOSTS, by_address=True) is ours
    assert not same_site(request(host=host), HOSTS)
