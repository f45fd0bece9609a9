"""If this fails, what a carrier said of a message that an earlier release stored is read as something else."""

import msgspec

from heliograph.sms.carrier_words import CarrierWords


def test_the_stored_form_stays_readable_whatever_fields_are_added():
    assert msgspec.json.decode(b'["DELIVRD","000"]', type=CarrierWords) == CarrierWords("DELIVRD", "000")
    stored = b'["DELIVRD","000","3:27","2611241201",1795521660000,"00A"]'
    assert msgspec.json.encode(CarrierWords("DELIVRD", "000", "3:27", "2611241201", 1_795_521_660_000, "00A")) == stored
