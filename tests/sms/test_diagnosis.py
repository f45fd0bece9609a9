"""If this fails, an operator who asks why a receipt is missing is told a wrong cause, or none."""

from typing import Any

import msgspec
import pytest

from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.diagnosis import SILENT_FROM, USUAL_MS, CarrierFacts, Finding, OrphanFacts, diagnose
from heliograph.sms.message import Attempt, Life, Message, Route, Segment, State

NOW = 1_800_000_000_000
LONG_AGO = NOW - 10 * USUAL_MS
TO = "85261234567"
WELL = CarrierFacts(taken=100, receipts_seen=90)


def attempt(state: State = State.SUBMITTED, **changes: Any) -> Attempt:
    usual = {"carrier_message_id": "1a2b", "handed_at": LONG_AGO, "claimed_at": LONG_AGO}
    return Attempt(1, "net", state, **{**usual, **changes})


def message(*segments: Segment, route: Route | None = None) -> Message:
    return Message(7, "1000", "R", TO, "net", 1, LONG_AGO, NOW + 10**7, Life(segments, route or Route()))


def submitted(*attempts: Attempt, route: Route | None = None) -> Message:
    return message(Segment(1, None, attempts or (attempt(),), handed=1), route=route)


def orphan(named: str, to: str = TO, **changes: Any) -> OrphanFacts:
    return msgspec.structs.replace(OrphanFacts("net", named, to, State.DELIVERED, NOW - 5_000), **changes)


def found(told: Message, *orphans: OrphanFacts, refused: Any = (), **changes: Any) -> list[Finding]:
    carriers = {"net": msgspec.structs.replace(WELL, **changes)}
    return list(diagnose(told, carriers, orphans, NOW, refused))


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def test_a_message_that_is_well_is_said_to_be() -> None:
    assert codes(found(submitted(attempt(State.DELIVERED, received_at=NOW)))) == ["delivered"]


@pytest.mark.parametrize(
    ("in_response", "in_receipt", "form"),
    [
        ("6699", "1A2B", "hex-to-dec"),
        ("0001a2b", "6699", "dec-to-hex"),
        ("1a2b", "1A2B", "casefold"),
        ("0001A2B", "1a2b", "strip-zeros"),
    ],
)
def test_the_id_in_another_form_is_found_whatever_the_receipt_says_of_the_recipient(
    in_response: str, in_receipt: str, form: str
) -> None:
    for to in (TO, ""):
        first = found(submitted(attempt(carrier_message_id=in_response)), orphan(in_receipt, to))[0]
        assert (first.code, first.evidence) == (
            "other_base",
            f"{in_response} in submit_sm_resp, {in_receipt} in the receipt",
        )
        assert first.advice == f'Set id_form = "{form}" for net (it is "exact").'


def test_a_receipt_for_the_recipient_that_matches_nothing_is_shown() -> None:
    first = found(submitted(), orphan("zz-9"))[0]
    assert (first.code, first.evidence) == ("orphan_of_recipient", "it names zz-9")


@pytest.mark.parametrize(
    "other",
    [
        orphan("zz-9", to=""),
        orphan("zz-9", carrier="other"),
        orphan("6699", received_at=LONG_AGO - 1),
    ],
)
def test_a_receipt_that_cannot_be_its_own_is_left_out(other: OrphanFacts) -> None:
    assert codes(found(submitted(), other)) == ["overdue"]


@pytest.mark.parametrize(
    ("facts", "code", "evidence"),
    [
        ({"receipts": False}, "receipts_off", "receipts = false"),
        ({"registered_delivery": 2}, "failures_only", "registered_delivery = 2"),
        ({"registered_delivery": 18}, "failures_only", "registered_delivery = 18"),
        ({"receives": False, "last_error": "refused"}, "transmitter_only", "refused"),
        ({"up": False, "receives": False, "last_error": "no route"}, "link_down", "no route"),
        ({"up": False, "receives": False, "order": "disabled by order of ann"}, "ordered", ""),
        ({"receipts_seen": 0, "taken": SILENT_FROM}, "carrier_silent", f"it took {SILENT_FROM} messages"),
    ],
)
def test_what_keeps_receipts_away_is_named_with_what_it_was_seen_by(
    facts: dict[str, Any], code: str, evidence: str
) -> None:
    first = found(submitted(), **facts)[0]
    assert (first.code, first.evidence) == (code, evidence)
    assert first.advice


def test_a_carrier_that_has_taken_little_is_not_called_silent() -> None:
    assert codes(found(submitted(), receipts_seen=0, taken=SILENT_FROM - 1)) == ["overdue"]


def test_on_a_route_without_receipts_nothing_else_is_looked_for() -> None:
    assert codes(found(submitted(route=Route(receipts=False)), receipts_seen=0)) == ["receipts_off"]


def test_a_carrier_that_is_gone_is_named() -> None:
    assert [one.code for one in diagnose(submitted(), {}, (), NOW)] == ["carrier_unknown"]
    waits = message(Segment(1, due=LONG_AGO))
    assert [one.code for one in diagnose(waits, {}, (), NOW)] == ["carrier_unknown"]


def test_inside_the_usual_time_nothing_is_wrong() -> None:
    assert codes(found(submitted(attempt(handed_at=NOW - 3_000)))) == ["still_usual"]


def test_after_the_deadline_it_is_said_that_a_late_one_still_counts() -> None:
    assert codes(found(submitted(attempt(State.UNKNOWN)))) == ["deadline_passed"]


def test_a_carrier_that_names_no_id_cannot_be_matched() -> None:
    assert "no_id" in codes(found(submitted(attempt(carrier_message_id=""))))


def test_a_doubt_is_told_as_one() -> None:
    assert codes(found(submitted(attempt(State.IN_DOUBT, carrier_message_id="")))) == ["in_doubt", "overdue"]


def test_that_the_carrier_was_asked_in_vain_is_told() -> None:
    [asked, _] = found(submitted(), refused=[(1, "ESME_RQUERYFAIL")])
    assert (asked.code, asked.evidence) == ("carrier_does_not_know", "attempt 1")
    assert "ESME_RQUERYFAIL" in asked.says


@pytest.mark.parametrize(
    ("segment", "facts", "code"),
    [
        (Segment(1, due=LONG_AGO), {}, "waits"),
        (Segment(1, due=LONG_AGO), {"up": False}, "link_down"),
        (Segment(1, due=LONG_AGO), {"up": False, "order": "disabled by order of ann"}, "ordered"),
        (Segment(1, due=LONG_AGO), {"order": "paused by order of ann"}, "ordered"),
        (Segment(1, due=LONG_AGO), {"circuit_open": True}, "circuit_open"),
        (Segment(1, due=LONG_AGO), {"throttled_until": NOW + 5_000}, "throttled"),
        (Segment(1, due=NOW + 5_000), {}, "waits_until"),
        (Segment(1, State.SUBMITTING, handed=1), {}, "under_way"),
        (Segment(1, None, verdict=State.EXPIRED, code="EXPIRED"), {}, "expired_unsent"),
        (Segment(1, None, verdict=State.CANCELLED, code="DELETED"), {}, "cancelled"),
        (Segment(1, None, verdict=State.REJECTED, code="NO_ROUTE"), {}, "refused"),
    ],
)
def test_a_message_that_has_not_gone_out_is_told_what_it_waits_for(
    segment: Segment, facts: dict[str, Any], code: str
) -> None:
    assert codes(found(message(segment), **facts)) == [code]


def test_a_refusal_is_told_in_words_and_where_to_read_on() -> None:
    refused = attempt(State.REJECTED, code="ESME_RINVDSTADR", carrier_message_id="")
    [one] = found(submitted(refused))
    assert one.code == "refused"
    assert "ESME_RINVDSTADR, " in one.says
    assert one.advice == "`heliograph explain ESME_RINVDSTADR` says what to do."


def test_a_negative_receipt_is_told_in_the_carriers_own_words() -> None:
    words = CarrierWords("UNDELIV", "069")
    failed = attempt(State.FAILED, code="UNDELIV", received_at=NOW, words=words)
    [one] = found(submitted(failed))
    assert (one.code, one.evidence) == ("negative_receipt", "stat:UNDELIV err:069")
    assert "error code" in one.advice


def test_a_message_that_has_gone_on_says_where_it_has_been() -> None:
    refused = msgspec.structs.replace(attempt(State.REJECTED, code="ESME_RSYSERR"), carrier="far")
    findings = found(submitted(refused, msgspec.structs.replace(attempt(), number=2)))
    assert Finding("failed_over", "It has gone on from one carrier to another.", "carriers: far, net") in findings


def test_parts_that_wait_for_the_same_reason_are_told_once() -> None:
    told = message(*(Segment(n, None, (attempt(),), handed=1) for n in (1, 2, 3)))
    assert codes(found(told, up=False)) == ["link_down", "overdue"]
