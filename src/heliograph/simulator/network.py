"""The simulated carrier network: takes submit_sm, behaves, and sends receipts, over as many binds as there are.

Decides nothing about messages (its rules do, or a `Choose`) and knows no sockets: binds call in, and whoever runs it
calls `advance` when `next_at` has come, then lets the binds write. Receipts wait in memory, per system_id, from bind to
bind.
"""

import random
from collections.abc import Callable
from functools import partial
from typing import Protocol

import msgspec

from heliograph.rules import RuleBook
from heliograph.rules.carrier import BIND, SUBMIT
from heliograph.rules.delay import AnyDelay, Delay
from heliograph.simulator.behaviour import DELIVER, Behaviour, Choose, PlannedReceipt, Reaction
from heliograph.simulator.garbage import garbage
from heliograph.simulator.inbound import reply_pdus
from heliograph.simulator.ledger import Ledger, LedgerLine
from heliograph.simulator.magic_numbers import magic_rules
from heliograph.simulator.mailbox import Delivery, Mailbox, ReceivingBind
from heliograph.simulator.memory import Memory
from heliograph.simulator.message_ids import NumberSource, receipt_id, written
from heliograph.simulator.performing import SubmitFacts, behaviour_of, bind_facts
from heliograph.simulator.reassembly import Reassembly, UserData, user_data_of
from heliograph.simulator.receipts import Submission, receipt_pdu
from heliograph.simulator.received import Received
from heliograph.simulator.reorder import Reordering
from heliograph.simulator.schedule import Action, Schedule
from heliograph.simulator.settings import SmscSettings
from heliograph.smpp.pdu import (
    ESME_RINVCMDID,
    ESME_RINVPASWD,
    ESME_RINVSYSID,
    ESME_RMSGQFUL,
    ESME_ROK,
    ESME_RSYSERR,
    ESME_RTHROTTLED,
    ESME_RX_T_APPN,
    TLV_MESSAGE_PAYLOAD,
    Bind,
    DeliverSm,
    QuerySm,
    QuerySmResp,
    SubmitSm,
)
from heliograph.sms.clock import Clock

#: Answers to a deliver_sm after which it is sent again. Any other error is a lasting refusal.
PASSING = frozenset({ESME_RX_T_APPN, ESME_RMSGQFUL, ESME_RTHROTTLED, ESME_RSYSERR})


class Figures(msgspec.Struct):
    """What happened since the start, counted."""

    taken: int = 0
    """submit_sm that the network keeps a message of, answered or not."""
    refused: int = 0
    """submit_sm answered with an error status."""
    stalled: int = 0
    """submit_sm at which a link became half open: neither taken nor refused."""
    acknowledged: int = 0
    """deliver_sm answered with ESME_ROK."""
    rejected: int = 0
    """deliver_sm answered with a lasting error; they are not sent again."""
    sent_again: int = 0
    """deliver_sm put back after a passing error, a time-out or the end of their bind."""


class SubmittingBind(ReceivingBind, Protocol):
    """A bind as the network sees it: what it can be made to do about a submit_sm."""

    @property
    def system_id(self) -> str: ...

    @property
    def number(self) -> int:
        """Of the connection, counted from 1."""
        ...

    def respond(self, sequence: int, command_status: int, message_id: str) -> None:
        """submit_sm_resp; nothing happens where the link is gone by now."""
        ...

    def drop(self) -> None:
        """Cut the connection, without a word."""
        ...

    def stall(self) -> None:
        """From now on read, answer and send nothing, and keep the connection."""
        ...

    def send_octets(self, octets: bytes) -> None:
        """Send what is no PDU of ours."""
        ...


class SimulatedNetwork:
    """One network. All methods return at once; none is for use from another thread."""

    def __init__(
        self,
        settings: SmscSettings,
        clock: Clock,
        source: random.Random,
        *,
        choose: Choose | None = None,
        ledger: Ledger | None = None,
        received: Received | None = None,
    ) -> None:
        """With `choose` that decides about every submit_sm, and the rules have no say. Raises rules.Unreadable."""
        self.figures = Figures()
        # A `choose` draws by itself, and its draws are to stay the same.
        seed = settings.seed if settings.seed is not None else 0 if choose else source.getrandbits(32)
        self.rules = RuleBook(behaviour_of, seed, magic_rules())
        """What decides; rules may come and go at any time, and count from the next PDU on."""
        self.seed = seed
        """What shares and delays are drawn from."""
        self.rules.add(settings.rules, clock.steady_ms(), clock.utc_ms())
        self._settings = settings
        self._clock = clock
        self._random = source
        self._choose = choose
        self._ledger = ledger
        self._received = received
        self._delay = Delay(settings.receipt_delay_ms, settings.receipt_jitter_ms)
        self._receipt_ids = settings.receipt_ids or settings.ids
        self._numbers = NumberSource(clock.utc_ms())
        self._reassembly = Reassembly(settings.default_alphabet)
        self._memory = Memory()
        self._schedule = Schedule()
        self._reordering = Reordering(source, self._after)
        self._mailboxes: dict[str, Mailbox] = {}
        self._waiting = 0
        self._age = 0
        """How often it began anew; a deliver_sm of an earlier age is forgotten when its answer comes."""

    @property
    def waiting(self) -> int:
        """deliver_sm that are not settled yet: planned, waiting for a bind, or unanswered."""
        return self._waiting

    # --- binds ---

    def status_for(self, pdu: Bind) -> int:
        """How a bind request is to be answered."""
        if self._settings.system_id and pdu.system_id != self._settings.system_id:
            return ESME_RINVSYSID
        if self._settings.password and pdu.password != self._settings.password:
            return ESME_RINVPASWD
        return ESME_ROK

    def behaviour_at(self, pdu: Bind, number: int) -> Behaviour | None:
        """What a rule says of a bind request that may bind, over connection `number`; None without such a rule."""
        return self.rules.find(BIND.name, bind_facts(pdu, number), self._clock.steady_ms())

    def can_receive(self, system_id: str, bind: ReceivingBind) -> None:
        """A receiver or transceiver of `system_id` is bound."""
        mailbox = self.mailbox(system_id)
        mailbox.opened(bind)
        mailbox.give_out()

    def closed(self, system_id: str, bind: ReceivingBind, unanswered: list[Delivery]) -> None:
        """A bind has ended, with these deliver_sm unanswered: they go out again."""
        again = [delivery for delivery in unanswered if delivery.age == self._age]
        self.figures.sent_again += len(again)
        mailbox = self.mailbox(system_id)
        mailbox.closed(bind, again)
        mailbox.give_out()
        if not mailbox.has_binds and not len(mailbox):
            del self._mailboxes[system_id]  # or every name that was ever bound would stay

    def mailbox(self, system_id: str) -> Mailbox:
        """What waits for `system_id`, made when it is asked for first."""
        mailbox = self._mailboxes.get(system_id)
        if mailbox is None:
            mailbox = self._mailboxes[system_id] = Mailbox()
        return mailbox

    def only_receiver(self) -> str:
        """The system_id of the one ESME that is bound to receive. Raises LookupError where there are none or more."""
        bound = [system_id for system_id, mailbox in self._mailboxes.items() if mailbox.has_binds]
        if len(bound) != 1:
            raise LookupError(f"{len(bound)} ESMEs are bound to receive; say which one is meant")
        return bound[0]

    def system_ids(self) -> set[str]:
        """The ESMEs that are bound to receive, or for whom something waits."""
        return set(self._mailboxes)

    # --- submit_sm ---

    def submitted(self, bind: SubmittingBind, sequence: int, pdu: SubmitSm) -> None:
        """A submit_sm came: behave. Its ledger line waits for `write_down`, which comes before any response."""
        data = user_data_of(pdu)
        behaviour = self._decide(bind, pdu, data)
        stalled = behaviour.reaction is Reaction.STALL
        status = behaviour.command_status if behaviour.reaction is Reaction.ANSWER else ESME_ROK
        receipts = _asked_for(behaviour, pdu.registered_delivery)
        if not status and self._waiting + len(receipts) + bool(behaviour.reply) > self._settings.receipts_waiting_max:
            status, receipts = ESME_RMSGQFUL, ()
        at = self._clock.utc_ms()
        number = 0 if status or stalled else self._numbers.take()
        message_id = written(number, self._settings.ids) if number else ""
        if self._ledger is not None or self._received is not None:
            self._note(self._line(at, message_id, status, behaviour.reaction, bind.system_id, pdu, data))
        if status:
            self.figures.refused += 1
        elif stalled:
            self.figures.stalled += 1
        else:
            self.figures.taken += 1
            self._memory.remember(message_id, pdu.source_addr, behaviour, at, self._delay)
            self._plan(Submission(number, bind.system_id, at, pdu, data), receipts)
            if behaviour.reply:
                self._plan_reply(bind.system_id, pdu, behaviour)
        self._react(bind, sequence, behaviour, status, message_id)

    def _decide(self, bind: SubmittingBind, pdu: SubmitSm, data: UserData) -> Behaviour:
        if self._choose is not None:
            return self._choose(pdu.destination_addr, pdu.source_addr)
        facts = SubmitFacts(pdu, data, bind, self._settings.default_alphabet)
        return self.rules.find(SUBMIT.name, facts, self._clock.steady_ms()) or DELIVER

    def _react(self, bind: SubmittingBind, sequence: int, behaviour: Behaviour, status: int, message_id: str) -> None:
        if behaviour is DELIVER:
            bind.respond(sequence, status, message_id)  # all but a few of millions
            return
        if behaviour.garbage:
            bind.send_octets(garbage(behaviour.garbage, sequence, self._random))
        respond = partial(bind.respond, sequence, status, message_id)
        match behaviour.reaction:
            case Reaction.STALL:
                bind.stall()
            case Reaction.DROP:
                self._soon(behaviour.response_delay.draw(self._random), bind.drop)
            case Reaction.ANSWER if behaviour.reorder:
                self._reordering.hold(behaviour, respond)
            case Reaction.ANSWER:
                self._soon(behaviour.response_delay.draw(self._random), respond)

    def _soon(self, milliseconds: int, action: Action) -> None:
        """Now where there is nothing to wait for: the order of responses depends on it."""
        if milliseconds:
            self._after(milliseconds, action)
        else:
            action()

    def _plan(self, submission: Submission, receipts: tuple[PlannedReceipt, ...]) -> None:
        for planned in receipts:
            self._waiting += 1
            if planned.before_response:
                self._send_receipt(submission, planned)
            else:
                delay = (planned.delay or self._delay).draw(self._random) + planned.later_by_ms
                self._after(delay, partial(self._send_receipt, submission, planned))

    def _plan_reply(self, system_id: str, pdu: SubmitSm, behaviour: Behaviour) -> None:
        delay = behaviour.reply_delay.draw(self._random)
        reference = self._random.randrange(256)
        for part in reply_pdus(pdu, behaviour.reply, reference, self._settings.default_alphabet):
            self._waiting += 1
            self._after(delay, partial(self._put, system_id, Delivery(part, age=self._age)))

    def _send_receipt(self, submission: Submission, planned: PlannedReceipt) -> None:
        message_id = receipt_id(submission.number, planned.id_as, self._settings.ids, self._receipt_ids)
        pdu = receipt_pdu(
            submission,
            planned.outcome,
            message_id,
            self._clock.utc_ms(),
            self._settings.default_alphabet,
            planned.forms,
        )
        self._put(submission.system_id, Delivery(pdu, age=self._age))

    def queried(self, pdu: QuerySm) -> tuple[int, QuerySmResp]:
        """A query_sm came: the status and the body of its response."""
        if self._settings.refuse_query_sm:
            return ESME_RINVCMDID, QuerySmResp(pdu.message_id)
        return self._memory.answer(pdu, self._clock.utc_ms())

    # --- deliver_sm ---

    def send_inbound(self, system_id: str, pdu: DeliverSm, settled: Callable[[int], None] | None = None) -> None:
        """Have a deliver_sm that is no receipt sent to `system_id`, behind the receipts that wait for it."""
        self._waiting += 1
        self._put(system_id, Delivery(pdu, settled, self._age))

    def answered(self, system_id: str, delivery: Delivery, command_status: int) -> None:
        """The ESME answered a deliver_sm."""
        if delivery.age != self._age:
            pass
        elif command_status in PASSING:
            self.figures.sent_again += 1
            self._after(self._settings.deliver_retry_ms, partial(self._put, system_id, delivery))
        else:
            self._waiting -= 1
            if command_status:
                self.figures.rejected += 1
            else:
                self.figures.acknowledged += 1
            if delivery.settled is not None:
                delivery.settled(command_status)
        self.mailbox(system_id).give_out()

    def not_answered(self, system_id: str, delivery: Delivery) -> None:
        """The ESME let the time for an answer pass: the deliver_sm goes out again."""
        if delivery.age == self._age:
            self.figures.sent_again += 1
            self._put(system_id, delivery)

    def _put(self, system_id: str, delivery: Delivery) -> None:
        mailbox = self.mailbox(system_id)
        mailbox.put(delivery)
        mailbox.give_out()

    # --- time and the ledger ---

    def begin(self, seed: int) -> None:
        """Have the rules of the settings and no others, with counts, times and draws as at the start."""
        self.rules.clear()
        self.rules.seed(seed)
        self.rules.add(self._settings.rules, self._clock.steady_ms(), self._clock.utc_ms())
        self.seed_with(seed)

    def seed_with(self, seed: int) -> None:
        """Draw everything from this seed from now on; the rules count anew."""
        self.seed = seed
        self._random.seed(seed)
        self.rules.seed(seed)

    def forget(self) -> None:
        """Begin anew: responses and deliver_sm that are planned or wait are given up, and the figures are 0.

        Binds and rules stay. What an ESME has yet to answer is no matter any more.
        """
        self._schedule.forget()
        self._reordering.forget()
        for mailbox in self._mailboxes.values():
            mailbox.forget()
        self._memory = Memory()
        self._age += 1
        self._waiting = 0
        self.figures = Figures()

    def soon(self, delay: AnyDelay, action: Action) -> None:
        """Have something done by `advance` after a delay that is drawn now; at once where there is none."""
        self._soon(delay.draw(self._random), action)

    def _after(self, milliseconds: int, action: Action) -> None:
        self._schedule.add(self._clock.steady_ms() + milliseconds, action)

    def next_at(self) -> int | None:
        """When `advance` has something to do, in milliseconds of the steady clock; None for never."""
        return self._schedule.next_at()

    def advance(self) -> None:
        """Does what is due."""
        now = self._clock.steady_ms()
        for action in self._schedule.due(now):
            action()

    def write_down(self) -> None:
        """Puts what was received since the last call into the ledger. Raises OSError."""
        if self._ledger is not None:
            self._ledger.flush()

    def _note(self, line: LedgerLine) -> None:
        if self._ledger is not None:
            self._ledger.add(line)
        if self._received is not None:
            self._received.add(line)

    def _line(
        self, at: int, message_id: str, status: int, reaction: Reaction, system_id: str, pdu: SubmitSm, data: UserData
    ) -> LedgerLine:
        text = None
        if not status:
            text = self._reassembly.text(pdu.source_addr, pdu.destination_addr, data, pdu.data_coding)
        return LedgerLine(
            at,
            message_id,
            status,
            str(reaction),
            system_id,
            pdu.source_addr_ton,
            pdu.source_addr_npi,
            pdu.source_addr,
            pdu.dest_addr_ton,
            pdu.dest_addr_npi,
            pdu.destination_addr,
            pdu.esm_class,
            pdu.registered_delivery,
            pdu.validity_period,
            pdu.data_coding,
            data.udh.hex(),
            data.octets.hex(),
            data.reference,
            data.part,
            data.total,
            text,
            tuple((tag, value.hex()) for tag, value in pdu.tlvs if tag != TLV_MESSAGE_PAYLOAD),
        )


def _asked_for(behaviour: Behaviour, registered_delivery: int) -> tuple[PlannedReceipt, ...]:
    """The receipts of a behaviour that the ESME asked for (SMPP 3.4 §5.2.17): all, of failures only, or none."""
    wanted = registered_delivery & 0x03
    if wanted == 1 or not behaviour.receipts:
        return behaviour.receipts
    if wanted == 2:
        return tuple(planned for planned in behaviour.receipts if planned.outcome.failed)
    return ()
