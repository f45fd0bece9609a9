"""If these fail, a number is taken for another, or refused, because it was read in a hurry."""

import re

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from heliograph.sms.plain_number import read_plain

CODES = sorted(str(code) for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


def by_the_library(digits: str) -> object:
    try:
        return phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException as refusal:
        return refusal.error_type


def read(digits: str) -> object:
    try:
        return read_plain(digits)
    except phonenumbers.NumberParseException as refusal:
        return refusal.error_type


@given(st.sampled_from(CODES), st.text("0123456789", max_size=14))
@example("39", "0612345678")
@example("44", "07400123456")
@example("1", "12025550123")
@example("54", "91123456789")
@example("52", "15512345678")
@example("7", "89161234567")
@example("55", "01511987654321")
def test_it_reads_what_the_library_reads(code: str, national: str) -> None:
    digits = code + national
    assert len(digits) > 17 or read(digits) == by_the_library(digits)


@given(st.text("0123456789", min_size=4, max_size=17).filter(lambda digits: digits[0] != "0"))
def test_it_refuses_what_the_library_refuses(digits: str) -> None:
    assert read(digits) == by_the_library(digits)


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_it_reads_every_countrys_example_with_and_without_its_trunk_prefix(region: str) -> None:
    sample = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    if sample is None:
        sample = phonenumbers.example_number(region)
    assert sample is not None
    national = phonenumbers.national_significant_number(sample)
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
    assert metadata is not None
    prefix = re.sub("[^0-9]", "", metadata.national_prefix or "")
    for digits in (f"{sample.country_code}{national}", f"{sample.country_code}{prefix}{national}"):
        assert read(digits) == by_the_library(digits)
