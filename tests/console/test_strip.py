"""If these fail, the bars above the list lead to other messages than they count."""

from urllib.parse import parse_qs, urlsplit

from heliograph.console.strip import HEIGHT, address_of, strip_of
from heliograph.sms.search.grammar import Search, Term, read_search

FOUND = {
    "Since": "Tue, 24 Nov 2026 20:00:00 +0800",
    "Until": "Tue, 24 Nov 2026 23:00:00 +0800",
    "StretchSeconds": "3600",
    "Messages": "1009",
    "Stretches": [
        {"Date": "Tue, 24 Nov 2026 20:00:00 +0800", "Delivered": "1000", "Failed": "1"},
        {"Date": "Tue, 24 Nov 2026 22:00:00 +0800", "Sending": "8"},
    ],
    "IsTruncated": "false",
}
SEARCH = Search((Term("after", ("-1d",)), Term("text", ("a b",)), Term("status", ("failed",), True)))


def test_a_bar_leads_to_the_same_search_in_its_stretch():
    strip = strip_of(FOUND, SEARCH)
    assert [bar.place for bar in strip.bars] == [0, 2]
    assert (strip.stretches, strip.since, strip.until) == (3, "2026-11-24 20:00", "2026-11-24 23:00")
    [query] = parse_qs(urlsplit(strip.bars[1].address).query)["q"]
    assert query == '"a b" -status:failed after:2026-11-24T22:00 before:2026-11-24T23:00'
    assert isinstance(read_search(query), Search)
    assert strip.untimed == '"a b" -status:failed'


def test_what_is_there_at_all_can_be_seen():
    first, last = strip_of(FOUND, SEARCH).bars
    assert [part.family for part in first.parts] == ["Delivered", "Failed"]
    assert all(part.height >= 1.5 for part in (*first.parts, *last.parts))
    assert max(part.height for part in first.parts) <= HEIGHT
    assert all(part.y >= 0 for part in first.parts)


def test_nothing_counted_is_no_bar():
    strip = strip_of({**FOUND, "Messages": "0", "Stretches": []}, Search())
    assert (strip.bars, strip.highest) == ([], 0)


def test_an_address_holds_the_search():
    assert address_of("") == "/console"
    assert address_of("a&b", before="7") == "/console?q=a%26b&before=7"
