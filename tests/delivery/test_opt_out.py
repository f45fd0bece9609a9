"""If this fails, a STOP blocks the wrong sender, the wrong account or the wrong number."""

import pytest

from heliograph.carriers.port import InboundDelivery
from heliograph.delivery.opt_out import OptOuts
from heliograph.delivery.settle import inbound_of
from heliograph.sms.block_list import BlockChange, Source
from heliograph.sms.msisdn import NumberBook
from heliograph.sms.opt_out import Keywords

WORDS = Keywords.of(("STOP",), ("STOPALL",), ("START",))
OPT_OUTS = OptOuts(
    WORDS, lambda carrier, destination: "77" if (carrier, destination) == ("net", "12345") else "", NumberBook()
)


def said(text: str, source: str = "85261234567", destination: str = "12345") -> InboundDelivery:
    return InboundDelivery("key", 5, b"pdu", lambda stored: None, source, destination, text)


@pytest.mark.parametrize(
    ("text", "sender", "blocked"), [("Stop", "12345", True), ("STOPALL", "", True), ("start", "12345", False)]
)
def test_a_keyword_changes_the_list_of_the_account_that_it_was_said_to(text: str, sender: str, blocked: bool) -> None:
    change = BlockChange("77", sender, ("85261234567",), blocked, Source.RECIPIENT)
    assert OPT_OUTS.change("net", said(text)) == change
    assert inbound_of("net", [said(text)], OPT_OUTS)[0].opt_out == change
    assert inbound_of("net", [said(text)])[0].opt_out is None


@pytest.mark.parametrize("delivery", [said("Hello"), said("STOP", source=""), said("STOP", destination="99"), said("")])
def test_anything_else_changes_nothing(delivery: InboundDelivery) -> None:
    assert OPT_OUTS.change("net", delivery) is None


def test_the_number_is_blocked_in_the_form_that_messages_are_sent_to() -> None:
    """A trunk prefix that some networks leave in the address of a handset is dropped."""
    for source, number in (("4407400123456", "447400123456"), ("000", "000")):
        change = OPT_OUTS.change("net", said("STOP", source=source))
        assert change is not None
        assert change.numbers == (number,)
