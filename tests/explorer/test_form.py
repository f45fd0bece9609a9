"""If these fail, a form leaves out a parameter, offers what the server refuses, or shows a secret."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.explorer.form import Kind, examples, form, sent, without_secrets
from heliograph.explorer.products import products
from heliograph.operations.description import Access, Operation, Parameter
from heliograph.operations.types import Text, Unfit, Unreadable
from heliograph.sms.msisdn import NumberBook

OPERATIONS = [operation for described in products().values() for operation in described]
BY_NAME = {operation.name: operation for operation in OPERATIONS}
NUMBERS = NumberBook()

WITH_SECRET = Operation(
    product="P",
    version="V",
    name="SignIn",
    says="",
    action="",
    access=Access.CREATE,
    calls_per_second=1,
    parameters=(
        Parameter("Name", Text(20), "", required=True, example="alice"),
        Parameter("Password", Text(20), "", required=True, example="never shown", secret=True),
    ),
    answers=(),
)


def kinds(operation: Operation) -> dict[str, Kind]:
    return {field.name: field.kind for field in form(operation)}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: f"{operation.product}-{operation.name}")
def test_every_parameter_has_its_field_and_required_ones_come_first(operation: Operation):
    fields = form(operation)
    assert sorted(field.name for field in fields) == sorted(one.name for one in operation.parameters)
    required = [field.parameter.required for field in fields]
    assert required == sorted(required, reverse=True)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: f"{operation.product}-{operation.name}")
def test_what_a_form_offers_is_allowed(operation: Operation):
    for field in form(operation):
        for value in (*field.choices, *([field.parameter.example] if field.parameter.example else [])):
            read = field.parameter.type.read(value, NUMBERS)
            assert not isinstance(read, Unfit | Unreadable), f"{field.name}: {value}"


def test_fields_fit_what_they_hold():
    send = kinds(BY_NAME["SendMessageToGlobe"])
    assert send["To"] is Kind.PHONE
    assert send["Message"] is Kind.TEXT
    assert send["Type"] is Kind.CHOICE
    assert send["ValidityPeriod"] is Kind.NUMBER
    assert send["From"] is Kind.LINE
    assert kinds(BY_NAME["BatchSendMessageToGlobe"])["To"] is Kind.JSON
    assert kinds(BY_NAME["QueryMessage"])["MessageId"] is Kind.DIGITS
    assert kinds(BY_NAME["GetReport"])["Since"] is Kind.DAY
    assert kinds(BY_NAME["CreateSubscription"])["Url"] is Kind.URL
    assert kinds(BY_NAME["CreatePolicy"])["PolicyDocument"] is Kind.JSON
    assert kinds(BY_NAME["SmsConversion"])["Delivered"] is Kind.CHOICE


def test_a_secret_has_a_field_that_hides_it_and_stands_nowhere_else():
    assert kinds(WITH_SECRET) == {"Name": Kind.LINE, "Password": Kind.SECRET}
    assert without_secrets(WITH_SECRET, {"Name": "alice", "Password": "x"}) == {"Name": "alice"}
    assert examples(WITH_SECRET) == {"Name": "alice"}


@given(st.dictionaries(st.sampled_from(["To", "Message", "csrf", "tab", "Nope"]), st.text(max_size=20)))
def test_a_form_sends_what_is_filled_in_and_nothing_else(filled_in: dict[str, str]):
    values = sent(BY_NAME["SendMessageToGlobe"], filled_in)
    assert set(values) == {name for name in ("To", "Message") if filled_in.get(name)}
    assert all("\r\n" not in text for text in values.values())


def test_a_line_end_of_a_form_is_one_character():
    assert sent(BY_NAME["SendMessageToGlobe"], {"Message": "a\r\nb\rc\n"}) == {"Message": "a\nb\rc\n"}


#: Texts that sound like a secret and are none: a place in a list.
_NO_SECRETS = {"NextToken"}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: f"{operation.product}-{operation.name}")
def test_what_sounds_like_a_secret_is_described_as_one(operation: Operation):
    for one in operation.parameters:
        sounds = one.type.json_type == "string" and re.search("password|secret|token|passcode", one.name.lower())
        assert one.secret or not sounds or one.name in _NO_SECRETS, f"{one.name}: an address would show it"
