"""If this fails, an answer holds an empty text where nothing is known."""

from heliograph.operations.dysmsapi_2018_05_01.shared_fields import number_detail


def test_what_is_not_known_of_a_number_is_absent() -> None:
    assert number_detail("Germany", "Germany", "") == {"Region": "Germany", "Country": "Germany"}
    assert list(number_detail("China", "HongKong", "CMI")) == ["Carrier", "Region", "Country"]
