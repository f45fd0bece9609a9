"""If this fails, a number of the dashboard leads to other messages than it has counted."""

from urllib.parse import parse_qs, urlsplit

import pytest

from heliograph.console.figures import (
    Shown,
    list_of,
    of_code,
    of_messages,
    of_route,
    of_step,
    percent,
    since,
    slowest,
)
from heliograph.sms.search.grammar import Search, read_search

COUNTS = {"Messages": "1234", "Delivered": "20", "Failed": "5", "Unknown": "4", "Pending": "0", "Cancelled": "0"}


def search_of(address: str) -> str:
    """The search of a link, which must be one."""
    typed = parse_qs(urlsplit(address).query)["q"][0]
    assert isinstance(read_search(typed), Search)
    return typed


def test_a_step_leads_to_the_messages_that_were_accepted_in_it():
    row = COUNTS | {"Start": "Tue, 24 Nov 2026 20:00:00 +0800"}
    step = of_step(row, "hour", ["country:HK"])
    assert search_of(step.link("Failed")) == "status:failed country:HK after:2026-11-24T20:00 before:2026-11-24T21:00"
    assert search_of(step.link("Messages")) == "country:HK after:2026-11-24T20:00 before:2026-11-24T21:00"
    assert (step.title, step.at % 86_400) == ("11-24 20:00", 20 * 3_600), "the plot shows the clock of the server"
    assert of_step(row, "minute", ()).title == "20:00"
    assert of_step(row, "day", ()).title == "2026-11-24"
    assert of_step(row, "day", ()).where == ("after:2026-11-24T20:00", "before:2026-11-25T20:00")


@pytest.mark.parametrize(
    ("name", "word"),
    [("Delivered", "delivered"), ("Unknown", "unknown"), ("Pending", "sending"), ("Cancelled", "cancelled")],
)
def test_each_outcome_has_its_word_of_the_search(name: str, word: str):
    assert search_of(Shown(COUNTS, ()).link(name)) == f"status:{word}"


def test_each_state_is_found_alone():
    shown = Shown(COUNTS, ("country:HK",))
    assert search_of(shown.link_of_state("in_doubt")) == "status:in_doubt country:HK"
    assert search_of(shown.link_of_state("failed")) == "status:failed -status:rejected,expired country:HK"
    assert search_of(shown.link_of_state("accepted")) == "status:accepted,submitting country:HK"


def test_a_route_says_once_what_the_page_is_narrowed_to():
    where = [*of_messages({"country": "HK", "carrier": "", "account": ""}), since("Tue, 24 Nov 2026 20:00:00 +0800")]
    route = of_route({"Country": "HK", "Carrier": "net one", **COUNTS}, where)
    assert search_of(route.link()) == 'carrier:"net one" country:HK after:2026-11-24T20:00'
    assert search_of(of_route({"Carrier": "a", **COUNTS}, ()).link()) == "carrier:a"


def test_a_code_leads_to_its_messages_whatever_it_has():
    assert search_of(of_code({"ErrorCode": "UNDELIV", "Messages": "3"}, ()).link()) == "code:UNDELIV"
    assert search_of(of_code({"ErrorCode": 'A,"B" \\', "Messages": "3"}, ()).link()) == 'code:"A,\\"B\\" \\\\"'
    assert list_of(["text:a&b=c"]) == "/console?q=text%3Aa%26b%3Dc"


def test_a_rate_of_few_outcomes_is_pale():
    assert Shown(COUNTS, ()).is_pale
    assert not Shown({**COUNTS, "Failed": "6"}, ()).is_pale
    assert not Shown({**COUNTS, "Pending": "500", "Failed": "6"}, ()).is_pale
    assert Shown({**COUNTS, "Pending": "500"}, ()).is_pale, "pending ones are no outcomes"


def test_the_slowest_routes_are_those_with_enough_to_say_so():
    def route(over: str, failed: str = "50", name: str = "") -> Shown:
        return Shown({**COUNTS, "Failed": failed, "ReceiptP95OverMs": over, "Carrier": name}, ())

    routes = [route("1000", name="a"), route("30000", name="b"), route("300000", failed="1", name="few")]
    routes += [Shown({**COUNTS, "Failed": "50"}, ()), route("30000", name="c")]
    assert [one.row["Carrier"] for one in slowest(routes)] == ["b", "c", "a"]
    assert len(slowest([route("1000")] * 9)) == 5


def test_numbers_are_read_by_people():
    shown = Shown({**COUNTS, "DeliveryRate": "0.9712", "SubmitP95OverMs": "0", "SubmitP95Ms": "10",
                   "ReceiptP95OverMs": "3600000"}, ())  # fmt: skip
    assert (shown.count("Messages"), shown.rate, shown.rate_before) == ("1,234", "97.12 %", "")
    assert (shown.time("SubmitP95"), shown.time("ReceiptP95"), shown.time("SubmitP50")) == ("≤ 10 ms", "> 1 h", "")
    assert (shown.time_ms("SubmitP95"), shown.time_ms("ReceiptP95"), shown.time_ms("SubmitP50")) == (
        "10",
        "3600000",
        "",
    )
    assert shown.is_none("Pending")
    assert not shown.is_none("Failed")
    assert percent("1.0000") == "100.00 %"
