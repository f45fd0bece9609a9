"""If these fail, the rate that a client has worked out is lost, or booked to another day."""

import pytest

from heliograph.operations.dates import day_of
from heliograph.operations.description import Place
from heliograph.operations.dysmsapi_2018_05_01.conversion_data import CONVERSION_DATA, conversion_data
from heliograph.store.conversions import ConversionRate
from heliograph.store.port import Nonce

NOW = 1_795_000_000_000
ACCOUNT = "1000000000000001"
EXAMPLE = 1_349_055_900_000


async def test_a_rate_is_kept_for_the_moment_it_is_true_of(bench) -> None:
    nonce = Nonce("LTAI", "n", NOW)
    reply = await bench.call(conversion_data, nonce, ConversionRate="0.53", ReportTime=str(EXAMPLE))
    assert (reply.code, reply.description, reply.fields) == ("OK", "OK", {})
    assert bench.conversions.rates == [ConversionRate(ACCOUNT, day_of(EXAMPLE, 480), EXAMPLE, 0.53, NOW)]
    assert bench.conversions.burnt == [nonce]


async def test_without_a_time_it_is_now(bench) -> None:
    await bench.call(conversion_data, ConversionRate="1")
    assert [(rate.at, rate.rate) for rate in bench.conversions.rates] == [(NOW, 1.0)]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"ConversionRate": ""}, "MissingConversionRate"),
        ({"ConversionRate": "1.1"}, "INVALID_PARAMETERS"),
        ({"ConversionRate": "-0.1"}, "INVALID_PARAMETERS"),
        ({"ConversionRate": "NaN"}, "INVALID_PARAMETERS"),
        ({"ConversionRate": "53%"}, "INVALID_PARAMETERS"),
        ({"ReportTime": "today"}, "InvalidReportTime"),
        ({"ReportTime": str(NOW + 1_001)}, "INVALID_PARAMETERS"),
        ({"ReportTime": "-1"}, "INVALID_PARAMETERS"),
    ],
)
async def test_what_is_no_rate_or_no_past_moment_is_refused(bench, asked: dict[str, str], code: str) -> None:
    reply = await bench.call(conversion_data, **{"ConversionRate": "0.5", **asked})
    assert (reply.code, reply.fields) == (code, {})
    assert bench.conversions.rates == []


def test_it_is_posted_as_a_form() -> None:
    assert CONVERSION_DATA.methods == ("POST",)
    assert {parameter.place for parameter in CONVERSION_DATA.parameters} == {Place.FORM}
