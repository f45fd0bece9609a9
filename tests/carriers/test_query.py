"""If this fails, the connector asks on a link that has no room, or an asker waits for an answer that never comes."""

from collections.abc import Callable

from carriers.doubles import Sink, Smsc
from heliograph.carriers.port import HandOver
from heliograph.carriers.query import Finding, Found, NoAnswer, NotFound, Queried, Question
from heliograph.carriers.smpp import SmppCarrier
from heliograph.smpp import pdu as smpp
from heliograph.smpp.events import CommandReceived
from heliograph.sms.message import State

MakeHandOvers = Callable[..., list[HandOver]]
MakeCarrier = Callable[..., SmppCarrier]


class Asked(Sink):
    """Keeps what questions were answered with."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Finding] = []

    def question(self, carrier_message_id: str = "00Ab", sender: str = "Heliograph") -> Question:
        return Question(carrier_message_id, sender, self.answered_with)

    def answered_with(self, finding: Finding) -> None:
        self.found.append(finding)
        self.stir()

    async def until_found(self, count: int = 1) -> list[Finding]:
        await self.until(lambda: len(self.found) >= count)
        return self.found


async def queries(smsc: Smsc, count: int = 1) -> list[CommandReceived]:
    def seen() -> list[CommandReceived]:
        return [event for event in smsc.events if isinstance(event, CommandReceived)]

    await smsc.until(lambda: len(seen()) >= count)
    return seen()


async def bound(smsc: Smsc, make_carrier: MakeCarrier, **settings: object) -> tuple[SmppCarrier, Asked]:
    asked = Asked()
    carrier = make_carrier(smsc, **settings)
    carrier.start(asked)
    await asked.until_ready()
    return carrier, asked


async def test_a_question_goes_out_and_its_answer_comes_back(smsc: Smsc, make_carrier: MakeCarrier) -> None:
    carrier, asked = await bound(smsc, make_carrier)
    assert isinstance(carrier, Queried)
    assert carrier.query(asked.question())
    [event] = await queries(smsc)
    assert event.pdu == smpp.QuerySm("00Ab", 5, 0, "Heliograph")
    smsc.link.session.respond(event.sequence, smpp.QuerySmResp("00Ab", "261124120105000+", 2, 0))
    smsc.link.wake()
    [found] = await asked.until_found()
    assert isinstance(found, Found)
    assert (found.key, found.state, found.code) == ("00Ab", State.DELIVERED, "DELIVERED")
    assert carrier.state().unanswered == 0


async def test_a_carrier_that_does_not_know_says_so(smsc: Smsc, make_carrier: MakeCarrier) -> None:
    carrier, asked = await bound(smsc, make_carrier)
    assert carrier.query(asked.question())
    [event] = await queries(smsc)
    smsc.link.session.refuse(event.sequence, smpp.ESME_RQUERYFAIL)
    smsc.link.wake()
    assert await asked.until_found() == [NotFound("ESME_RQUERYFAIL")]


async def test_questions_take_no_more_than_a_quarter_of_the_window(
    smsc: Smsc, make_carrier: MakeCarrier, handovers: MakeHandOvers
) -> None:
    carrier, asked = await bound(smsc, make_carrier, window=8)
    assert [carrier.query(asked.question()) for _ in range(4)] == [True, True, False, False]
    assert carrier.free() == 6
    for event in await queries(smsc, 2):
        smsc.link.session.refuse(event.sequence, smpp.ESME_RQUERYFAIL)
    smsc.link.wake()
    await asked.until_found(2)
    carrier.hand_over(handovers(8))
    assert not carrier.query(asked.question()), "the window is full of messages"


async def test_a_question_without_an_answer_is_told_so_once(smsc: Smsc, make_carrier: MakeCarrier) -> None:
    carrier, asked = await bound(smsc, make_carrier, response_timeout_seconds=0.1)
    assert carrier.query(asked.question())
    [event] = await queries(smsc)
    assert await asked.until_found() == [NoAnswer()]
    smsc.link.session.respond(event.sequence, smpp.QuerySmResp("00Ab", "", 2, 0))
    smsc.link.wake()
    assert carrier.query(asked.question("second"))
    event = (await queries(smsc, 2))[1]
    smsc.link.session.refuse(event.sequence, smpp.ESME_RINVMSGID)
    smsc.link.wake()
    assert await asked.until_found(2) == [NoAnswer(), NotFound("ESME_RINVMSGID")]


async def test_a_link_that_falls_answers_its_questions_and_no_message_is_taken_for_one(
    smsc: Smsc, make_carrier: MakeCarrier, handovers: MakeHandOvers
) -> None:
    smsc.answer = None
    carrier, asked = await bound(smsc, make_carrier)
    assert carrier.query(asked.question())
    carrier.hand_over(handovers(1))
    await queries(smsc)
    await smsc.until_submits(1)
    smsc.link.abort()
    assert await asked.until_found() == [NoAnswer()]
    assert len(await asked.until_answers(1)) == 1


async def test_without_a_link_nothing_is_asked(silent_smsc: Smsc, make_carrier: MakeCarrier) -> None:
    assert not make_carrier(silent_smsc).query(Asked().question())
