"""An operator who cannot read where a message goes on finds out when it has gone there."""

from heliograph.sms.plan import Plan, PlanLane, Terms
from heliograph.sms.plan_words import goes_on

LANES = (PlanLane("one"), PlanLane("two"), PlanLane("three"))


def test_the_carriers_and_every_reason_are_named_in_their_order() -> None:
    terms = Terms(("temporary", "ESME_RINVDSTADR"), ("UNDELIV",), 2_500, 60_000, 90_000)
    assert goes_on(Plan(LANES, terms)) == (
        "If one does not take it, it goes on to two, then three: after 2.5 s without a link, after 60 s of nothing but "
        "throttling, after a fault of the carrier's own, after ESME_RINVDSTADR, after a receipt that says UNDELIV or "
        "after 90 s without a receipt."
    )


def test_one_reason_is_a_sentence_too_and_none_is_silence() -> None:
    only = Terms(("any",), down_ms=0, throttled_ms=0)
    assert goes_on(Plan(LANES[:2], only)) == "If one does not take it, it goes on to two: after any refusal."
    assert goes_on(Plan(LANES, Terms((), (), 0, 0, 0))) == goes_on(None) == ""
