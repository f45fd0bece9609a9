"""If this fails, a search's times are those of another place."""

from heliograph.operations.heliograph_2026_11_01.list_messages import list_messages
from heliograph.operations.heliograph_2026_11_01.query_field import wanted_by
from heliograph.sms.message_id import ID_MAX, first_of

NOW = 1_795_000_000_000


def test_times_are_read_in_the_offset_of_the_server(bench) -> None:
    call = bench.made(list_messages, Query="after:2026-11-18T12:00 before:-1h hello")
    wanted = wanted_by(call, bench.ports())
    # 2026-11-18T04:00:00Z.
    assert wanted.first == first_of(1_794_974_400_000)
    assert wanted.end == first_of(NOW - 3_600_000)
    assert [str(term) for term in wanted.terms] == ["hello"]
    everything = wanted_by(bench.made(list_messages), bench.ports())
    assert (everything.first, everything.end, everything.terms) == (0, ID_MAX, ())
