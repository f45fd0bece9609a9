"""If this fails, a sample sends something else than what the form held."""

import pytest

from explorer.samples.cases import OPERATIONS
from heliograph.explorer.samples.given import INTEGER_MAX, Argument, given
from heliograph.operations.description import Operation, Parameter, Place

SEND = OPERATIONS["SendMessageToGlobe"]


def argument(operation: Operation, name: str, text: str) -> Argument:
    return Argument(next(one for one in operation.parameters if one.name == name), text)


def test_arguments_stand_in_the_order_of_the_manual():
    found = given(SEND, {"Message": "Hi", "From": "", "To": "1"})
    assert [(one.name, one.text) for one in found.arguments] == [("To", "1"), ("From", ""), ("Message", "Hi")]


def test_a_form_parameter_goes_into_the_form():
    found = given(OPERATIONS["ConversionData"], {"ConversionRate": "1"})
    assert found.placed(Place.QUERY) == ()
    assert [one.name for one in found.placed(Place.FORM)] == ["ConversionRate"]


@pytest.mark.parametrize("text", ["0", "1", "-1", "600", str(INTEGER_MAX), str(-INTEGER_MAX)])
def test_an_integer_that_every_language_prints_alike_is_a_number(text: str):
    assert argument(SEND, "ValidityPeriod", text).typed == int(text)


@pytest.mark.parametrize("text", ["", " 1", "01", "-0", "+1", "1.0", "soon", "٣", str(INTEGER_MAX + 1), "9" * 5000])
def test_any_other_text_is_none_and_does_not_fit_a_type(text: str):
    assert argument(SEND, "ValidityPeriod", text).typed is None
    assert not given(SEND, {"ValidityPeriod": text}).fits_types


@pytest.mark.parametrize(("text", "value"), [("true", True), ("False", False), ("yes", None), ("", None)])
def test_booleans_count_in_any_case(text: str, value: bool | None):
    assert argument(OPERATIONS["SmsConversion"], "Delivered", text).typed is value


def test_a_name_that_the_operation_does_not_have_is_refused():
    with pytest.raises(ValueError, match="SendMessageToGlobe has no parameter Phone; it has ChannelId, From"):
        given(SEND, {"Phone": "1"})


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_what_no_request_can_carry_is_refused_and_not_repeated(text: str):
    with pytest.raises(ValueError, match=r"^Message has a NUL or half of a surrogate pair"):
        given(SEND, {"Message": text})


def test_no_operation_has_a_kind_of_value_that_samples_do_not_know():
    def kind(parameter: Parameter) -> str:
        return parameter.type.json_type

    assert {kind(one) for each in OPERATIONS.values() for one in each.parameters} == {"string", "integer", "boolean"}
