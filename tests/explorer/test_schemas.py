"""If this fails, a form or a generated client lets through what the server refuses, or the other way round."""

import pytest
from jsonschema import Draft202012Validator

from heliograph.explorer.products import products
from heliograph.explorer.schemas import parameter_schema
from heliograph.operations.description import Parameter
from heliograph.operations.types import (
    Choice,
    Day,
    Digits,
    Integer,
    MessageId,
    Pattern,
    SomeOf,
    Text,
    Unfit,
    Unreadable,
)

#: Texts at the edges of the types, by type.
EDGES = [
    (Choice(("OTP", "NOTIFY")), ["OTP", "NOTIFY", "otp", "OTPX"]),
    (Text(3), ["a", "abc", "abcd", "日本語", "日本語x"]),
    (Integer(1, 9), [0, 1, 9, 10]),
    (Digits(3), ["0", "123", "1234", "12a"]),
    (MessageId(), ["0", "1" * 32, "1" * 33, "x"]),
    (Pattern(r"[a-c]{1,2}\Z", "a to c"), ["a", "ab", "abc", "xa"]),
    (SomeOf(("up", "down")), ["up", "up,down", " up , down ", "up,", "sideways"]),
]


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in EDGES for value in values])
def test_a_schema_takes_what_the_server_takes(kind, value):
    schema = parameter_schema(Parameter("Name", kind, "A name."))
    read = kind.read(str(value), None)
    assert Draft202012Validator(schema).is_valid(value) == (not isinstance(read, Unfit | Unreadable))


def test_an_expression_that_javascript_reads_otherwise_is_left_to_the_words():
    kind = Pattern(r"[^\W_]{1,9}\Z", "letters and digits of any script")
    schema = parameter_schema(Parameter("Name", kind, "A name."))
    assert schema == {"type": "string", "description": "Must be letters and digits of any script."}


def test_a_day_is_said_to_be_one():
    assert parameter_schema(Parameter("Day", Day(), "A day.")) == {"type": "string", "format": "date"}


def test_every_schema_is_one():
    for operations in products().values():
        for parameter in (parameter for operation in operations for parameter in operation.parameters):
            Draft202012Validator.check_schema(parameter_schema(parameter))


def test_a_secret_is_a_password_in_every_document():
    secret = Parameter("Password", Text(20), "Says who.", secret=True)
    assert parameter_schema(secret) == {"type": "string", "maxLength": 20, "format": "password"}
