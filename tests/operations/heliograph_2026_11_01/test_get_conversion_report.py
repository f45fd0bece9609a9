"""If these fail, people read another rate than what was reported."""

from heliograph.operations.heliograph_2026_11_01.get_conversion_report import get_conversion_report
from heliograph.store.conversions import ConversionDay

MONDAY = 20_781


async def test_days_are_told_with_their_rates(bench) -> None:
    bench.conversions.days = [
        ConversionDay(MONDAY, 3, 1, 0.53),
        ConversionDay(MONDAY - 1, 0, 0, 1.0),
        ConversionDay(MONDAY - 2, 200, 200),
    ]
    reply = await bench.call(get_conversion_report)
    assert reply.fields["Days"] == [
        {"Day": "2026-11-24", "Reported": "3", "Converted": "1", "ConversionRate": "0.3333", "GivenRate": "0.53"},
        {"Day": "2026-11-23", "Reported": "0", "Converted": "0", "GivenRate": "1.0"},
        {"Day": "2026-11-22", "Reported": "200", "Converted": "200", "ConversionRate": "1.0000"},
    ]
    assert reply.fields["IsTruncated"] == "false"


async def test_earlier_days_are_on_the_next_page(bench) -> None:
    bench.conversions.days = [ConversionDay(MONDAY - n, 1, 1) for n in range(3)]
    first = await bench.call(get_conversion_report, MaxItems="2")
    assert [day["Day"] for day in first.fields["Days"]] == ["2026-11-24", "2026-11-23"]
    assert first.fields["IsTruncated"] == "true"
    second = await bench.call(get_conversion_report, MaxItems="2", Before="2026-11-23")
    assert [day["Day"] for day in second.fields["Days"]] == ["2026-11-22"]
    assert second.fields["IsTruncated"] == "false"


async def test_what_is_no_day_is_refused(bench) -> None:
    assert (await bench.call(get_conversion_report, Before="Monday")).code == "INVALID_PARAMETERS"
    assert (await bench.call(get_conversion_report, MaxItems="367")).code == "INVALID_PARAMETERS"
