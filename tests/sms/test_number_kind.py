"""If these fail, a valid number is refused, or a fixed line is taken for a mobile of some network."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumber, PhoneNumberType

from heliograph.sms.number_kind import number_kind

CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


def assert_as_the_library(number: PhoneNumber) -> None:
    region = phonenumbers.region_code_for_number(number)
    if region is not None:
        national = phonenumbers.national_significant_number(number)
        assert number.country_code is not None
        assert number_kind(number.country_code, region, national) == phonenumbers.number_type(number), number


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_every_plans_examples_and_their_neighbours_are_of_their_kind(region: str) -> None:
    kinds = phonenumbers.supported_types_for_region(region)
    assert kinds
    for kind in kinds:
        sample = phonenumbers.example_number_for_type(region, kind)
        assert sample is not None
        assert sample.national_number is not None
        for step in (0, 1, 10, 1_000, 100_000, -100_000):
            number = PhoneNumber(sample.country_code, max(sample.national_number + step, 0))
            assert_as_the_library(number)


@given(st.sampled_from(CODES), st.integers(0, 10**13))
def test_it_says_of_any_number_what_the_library_says(code: int, national: int) -> None:
    assert_as_the_library(PhoneNumber(code, national))


def test_a_region_without_a_plan_has_numbers_of_no_kind() -> None:
    assert number_kind(999, "ZZ", "12345678") == PhoneNumberType.UNKNOWN
