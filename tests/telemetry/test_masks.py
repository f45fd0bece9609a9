"""Without this, phone numbers, texts and secrets of customers would end up in logs."""

import pytest

from heliograph.telemetry.masks import HIDDEN, mask_fields, mask_number, mask_text


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("85212345678", "852*****678"),
        ("+85212345678", "+852*****678"),
        ("6581234810", "65*****810"),
        ("12025550123", "1*******123"),
        ("79161234567", "7*******567"),
        ("8613800001234", "86********234"),
        ("+852 1234-5678", "+852*****678"),
        ("0085212345678", "008*******678"),
        ("6581234", "****234"),
        ("658123", HIDDEN),
        ("", HIDDEN),
        ("+", HIDDEN),
        ("Alicloud321", "Alicloud321"),
        ("call 85212345678", HIDDEN),
        ("a" * 12, HIDDEN),
        ("８５２１２３４５６７８", HIDDEN),
    ],
)
def test_a_number_keeps_its_country_code_and_three_digits(number: str, shown: str) -> None:
    assert mask_number(number) == shown


@pytest.mark.parametrize("length", range(1, 20))
@pytest.mark.parametrize("first", ["1", "44", "852"])
def test_four_digits_at_least_are_hidden(length: int, first: str) -> None:
    number = (first + "7" * 20)[:length]
    shown = mask_number(number)
    assert shown == HIDDEN or (shown.count("*") >= 4 and len(shown) == length)
    assert sum(character.isdigit() for character in shown) <= max(0, length - 4)


def test_of_a_text_only_its_length_and_coding_are_shown() -> None:
    assert mask_text("Your code is 1234") == "<17 characters>"
    assert mask_text("Your code is 1234", "GSM 7-bit") == "<17 characters, GSM 7-bit>"
    assert mask_text("你好", "UCS-2") == "<2 characters, UCS-2>"
    assert mask_text(b"\x00\x01", "UCS-2") == "<2 octets, UCS-2>"


LEAK = "85212345678"


@pytest.mark.parametrize(
    "fields",
    [
        {"to": LEAK},
        {"to": int(LEAK)},
        {"TO": LEAK},
        {"from_": "+" + LEAK},
        {"text": f"call {LEAK}"},
        {"short_message": LEAK.encode()},
        {"secret": LEAK},
        {"password": LEAK},
        {"smpp_password": LEAK},
        {"signature": LEAK},
        {"authorization": LEAK},
        {"Authorization": [LEAK]},
        {"security_token": LEAK},
        {"access-key-secret": LEAK},
        {"x-acs-security-token": LEAK},
        {"password": {"value": LEAK}},
        {"headers": {"authorization": (LEAK,)}},
        {"messages": [{"to": LEAK, "text": LEAK}, {"inner": [{"to": [LEAK]}]}]},
        {"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": LEAK}}}}}}}},
        {"numbers": {"to": {LEAK}}},
    ],
)
def test_no_field_that_calls_for_it_shows_its_value(fields: dict[str, object]) -> None:
    assert LEAK not in repr(mask_fields(None, "info", dict(fields)))


def test_what_needs_no_mask_stays_as_it_is() -> None:
    error = (ValueError, ValueError("x"), None)
    fields = {
        "event": "sent",
        "message_id": 329876543210123456,
        "port": 2775,
        "up": True,
        "carriers": ["a", "b"],
        "to": "",
        "secret": "",
        "text": None,
        "from_": "Heliograph",
        "detail": {"number": 1},
        "exc_info": error,
    }
    assert mask_fields(None, "info", dict(fields)) == fields
    assert mask_fields(None, "info", dict(fields))["exc_info"] is error
