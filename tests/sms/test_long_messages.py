"""A part cut for a shorter header than it gets is refused, or loses its end."""

from heliograph.sms.long_messages import LongMessages


def test_what_the_header_takes() -> None:
    assert {way.name: way.header_octets for way in LongMessages} == {"UDH8": 6, "UDH16": 7, "SAR": 6, "PAYLOAD": 6}


def test_the_numbers_stay_since_they_are_stored() -> None:
    assert {way.name: way.value for way in LongMessages} == {"UDH8": 0, "UDH16": 1, "SAR": 2, "PAYLOAD": 3}
