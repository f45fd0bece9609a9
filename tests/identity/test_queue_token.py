"""If this fails, a consumer cannot read its queue, or somebody makes himself a token for another's."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.identity.queue_token import LIFE_MS, TOKEN_LENGTH_MAX, HmacTokenMint, QueueToken, passing_mint

KEY = bytes(range(32))
NOW = 1_795_000_000_000
QUEUE = "Alicom-Queue-1000000000000001-SmsReport"


def issued(mint: HmacTokenMint | None = None) -> QueueToken:
    mint = mint or HmacTokenMint(KEY)
    return mint.issue("1000000000000001", "acs:ram::1000000000000001:user/reader", QUEUE, NOW)


def test_a_token_says_all_that_it_was_made_with_also_to_the_server_after_a_restart() -> None:
    token = issued()
    assert HmacTokenMint(KEY).open(token.credential.security_token) == token
    assert (token.queue, token.made_at, token.expires_at) == (QUEUE, NOW, NOW + LIFE_MS)
    assert token.credential.account == "1000000000000001"
    assert token.credential.principal == "acs:ram::1000000000000001:user/reader"
    assert token.credential.access_key_id.startswith("STS.")
    assert len(token.credential.access_key_id) == 28


def test_no_two_tokens_share_a_key() -> None:
    mint = HmacTokenMint(KEY)
    first, second = issued(mint), issued(mint)
    assert first.credential.access_key_id != second.credential.access_key_id
    assert first.credential.secret != second.credential.secret


def test_the_token_does_not_hold_the_secret_and_neither_is_shown() -> None:
    token = issued()
    assert token.credential.secret not in token.credential.security_token
    for hidden in (token.credential.secret, token.credential.security_token):
        assert hidden not in repr(token)


def test_every_character_of_a_token_counts() -> None:
    mint, text = HmacTokenMint(KEY), issued().credential.security_token
    dice = random.Random(4)
    for position in range(len(text)):
        other = dice.choice([c for c in "ABab01-_" if c != text[position]])
        assert mint.open(text[:position] + other + text[position + 1 :]) is None
    for other in (text[:-1], text + "A", text + "=", text.rstrip("="), f" {text}"):
        assert other == text or mint.open(other) is None


def test_another_key_opens_nothing() -> None:
    text = issued().credential.security_token
    assert HmacTokenMint(bytes(32)).open(text) is None
    assert passing_mint().open(text) is None


@given(st.text(max_size=TOKEN_LENGTH_MAX + 2))
def test_any_text_at_all_is_no_token(text: str) -> None:
    assert HmacTokenMint(KEY).open(text) is None


@pytest.mark.parametrize("text", ["", "=", "AAAA", "A" * 2_000_000, "é" * 60])
def test_what_is_no_token_is_none(text: str) -> None:
    assert HmacTokenMint(KEY).open(text) is None
