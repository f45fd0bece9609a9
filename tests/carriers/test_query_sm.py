"""If this fails, a carrier is asked for a message that it never had, or its answer is read as another."""

from typing import Any

import pytest

from heliograph.carriers.query import Found, NotFound, Question
from heliograph.carriers.query_sm import finding_of, query_sm_of
from heliograph.carriers.smpp_settings import SmppSettings
from heliograph.carriers.submit_form import SubmitForm
from heliograph.smpp.pdu import QuerySm, QuerySmResp
from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.message import State
from heliograph.sms.message_state import MESSAGE_STATES, MessageState
from heliograph.sms.receipt import IdForm

#: 2026-11-24T12:01:05Z.
DONE = 1_795_521_665_000


def settings(**changes: Any) -> SmppSettings:
    return SmppSettings(name="c", host="h", port=1, system_id="s", password="p", **changes)


def question(sender: str = "Heliograph") -> Question:
    return Question("0001A2B", sender, lambda finding: None)


def test_the_question_has_the_very_id_and_the_source_of_the_submit_sm() -> None:
    form = SubmitForm(sender="10690", short_code=(6, 0))
    assert query_sm_of(question(), settings(form=form)) == QuerySm("0001A2B", 5, 0, "Heliograph")
    assert query_sm_of(question(""), settings(form=form)) == QuerySm("0001A2B", 6, 0, "10690")


@pytest.mark.parametrize("state", MESSAGE_STATES.values(), ids=lambda state: state.name)
def test_every_message_state_is_what_a_receipt_with_it_would_be(state: MessageState) -> None:
    answer = QuerySmResp("0001A2B", "261124120105000+", state.value, 27)
    found = finding_of(question(), 0, answer, settings(id_form=IdForm.DEC_TO_HEX), DONE + 5)
    words = CarrierWords(state.name, "27", "", "261124120105000+", DONE)
    assert found == Found("1a2b", state.state, state.code, words, DONE + 5)


@pytest.mark.parametrize(("date", "kept"), [("", ""), ("0", "0"), ("\0", "")])
def test_a_message_that_is_on_its_way_has_no_date(date: str, kept: str) -> None:
    found = finding_of(question(), 0, QuerySmResp("0001A2B", date, 1, 0), settings(), DONE)
    assert isinstance(found, Found)
    assert (found.state, found.words) == (State.SUBMITTED, CarrierWords("ENROUTE", done_date=kept))


@pytest.mark.parametrize(
    ("status", "state", "code"),
    [(0x67, 0, "ESME_RQUERYFAIL"), (0x0C, 2, "ESME_RINVMSGID"), (0, 200, "MESSAGE_STATE_200")],
)
def test_an_answer_that_tells_nothing_is_no_verdict(status: int, state: int, code: str) -> None:
    assert finding_of(question(), status, QuerySmResp("", "", state, 0), settings(), DONE) == NotFound(code)
