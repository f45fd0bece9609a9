"""One customer's connection: turns its session's events into calls of the gateway, and their answers into responses."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, Protocol

import structlog

from heliograph.gateway.rate import Bucket
from heliograph.identity.smpp_credential import SmppCredential
from heliograph.smpp import pdu as smpp
from heliograph.smpp.events import (
    BindRequested,
    CommandReceived,
    DeliverAnswered,
    Event,
    LinkClosed,
    ResponseTimedOut,
    SubmitReceived,
)
from heliograph.smpp.pdu import (
    Bind,
    BindTransmitter,
    CancelSm,
    DataSm,
    DataSmResp,
    DeliverSm,
    DistributionList,
    QuerySm,
    SmeAddress,
    SubmitMulti,
    SubmitMultiResp,
    SubmitSmResp,
    UnsuccessfulSme,
)
from heliograph.smpp.role import Role
from heliograph.smpp.session import Session
from heliograph.smpp.timers import Timers
from heliograph.smpp.transport import SmppLink
from heliograph.smpp_in.commands import cancel_parameters, query_resp
from heliograph.smpp_in.limits import DoorLimits
from heliograph.smpp_in.mailbox import Mailbox
from heliograph.smpp_in.reassembly import Ready, Reassembly
from heliograph.smpp_in.statuses import ESME_RREPLACEFAIL, cancel_status, query_status, submit_status
from heliograph.smpp_in.submitted import Submitted, Unfit, is_plain_part, parameters_of, read_submit
from heliograph.store.told import Telling

log = structlog.get_logger(__name__)

#: A text of 1,500 characters in UCS-2 with all that a PDU may hold beside it. What a customer can make us keep.
PDU_OCTETS_MAX = 16_384

#: The versions of the operations that are called.
_HELIOGRAPH, _DYSMSAPI = "2026-11-01", "2018-05-01"


class BindOwner(Protocol):
    """The door, as its binds see it."""

    limits: DoorLimits

    def opened(self, bind: "CustomerBind") -> bool:
        """Its connection is there; whether it may stay."""
        ...

    async def admit(self, bind: "CustomerBind", pdu: Bind) -> SmppCredential | int:
        """The credential that it is of now, or the command_status that it is refused with."""
        ...

    def mailbox(self, credential: SmppCredential) -> Mailbox:
        """Where its receipts wait."""
        ...

    async def call(
        self, bind: "CustomerBind", version: str, action: str, parameters: Mapping[str, str]
    ) -> Mapping[str, Any]:
        """Call an operation as the credential's principal."""
        ...

    def utc_ms(self) -> int: ...

    def submitted(self, command_status: int) -> None:
        """A submit was answered with it."""
        ...

    def ended(self, bind: "CustomerBind") -> None:
        """Its connection is gone, or will be in a moment."""
        ...


class CustomerBind:
    """One connection, from its opening to its end. `link` is what a transport is given."""

    def __init__(self, owner: BindOwner, *, secure: bool) -> None:
        self.credential: SmppCredential | None = None
        """Whose it is; None until it is bound."""
        self.receives = False
        self.secure = secure
        self.link = SmppLink(self._session, self._heard)
        self._owner = owner
        self._limits = owner.limits
        self._bucket: Bucket | None = None
        self._mailbox: Mailbox | None = None
        self._reassembly: Reassembly | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._active_at = 0
        self._ended = False

    @property
    def peer(self) -> str:
        """The address that it came from."""
        return self.link.peer

    def _session(self, now: int) -> Session:
        limits = self._limits
        timers = Timers(
            session_init_ms=int(limits.session_init_seconds * 1000),
            response_ms=int(limits.response_timeout_seconds * 1000),
            enquire_link_ms=int(limits.enquire_link_seconds * 1000),
        )
        session = Session(
            Role.SMSC,
            now,
            window_max=limits.window,
            timers=timers,
            pdu_octets_max=PDU_OCTETS_MAX,
            requests_max=limits.window,
        )
        if not self._owner.opened(self):
            session.close()
        return session

    # --- what the mailbox and the door ask for ---

    def free(self) -> int:
        """How many deliver_sm may be sent now: none while the customer does not read what was sent before."""
        session = self.link.session
        return 0 if session.pdus_to_send() > self._limits.window else session.free()

    def deliver(self, pdu: DeliverSm, telling: Telling) -> None:
        """Send a deliver_sm. Raises LocalError."""
        self.link.session.deliver_sm(pdu, self.link.now(), telling)
        self.link.wake()

    def unbind(self) -> None:
        """Ask the customer to unbind; the link closes with its answer, or in time without."""
        self.link.session.unbind(self.link.now())
        self.link.wake()

    def drop(self) -> None:
        """Cut the connection."""
        self.link.abort()

    def under_way(self) -> Sequence[asyncio.Task[None]]:
        """What is being asked of the gateway; responses follow."""
        return tuple(self._tasks)

    # --- what the session tells ---

    def _heard(self, link: SmppLink, events: Sequence[Event]) -> None:
        answers: list[tuple[Telling, int]] = []
        for event in events:
            if type(event) is SubmitReceived:
                self._submitted(event)
            elif type(event) is DeliverAnswered:
                # A late answer is no less true: the telling is done, even where it has gone out again meanwhile.
                answers.append((event.handle, event.command_status))
            else:
                self._happened(event)
        if answers and self._mailbox is not None:
            self._active_at = self.link.now()
            self._mailbox.answered(answers)

    def _happened(self, event: Event) -> None:
        match event:
            case BindRequested(sequence, pdu):
                self._spawn(self._bind(sequence, pdu))
            case CommandReceived(sequence, pdu):
                self._spawn(self._command(sequence, pdu))
            case ResponseTimedOut(handle=telling):
                if self._mailbox is not None:
                    self._mailbox.unanswered([telling])
            case LinkClosed(cause=cause, unanswered=unanswered):
                self._close([one.handle for one in unanswered], str(cause))

    def _close(self, unanswered: Sequence[Telling], cause: str) -> None:
        self._ended = True
        for timer in self._timers.values():
            timer.cancel()
        if self._mailbox is not None:
            self._mailbox.closed(self, unanswered)
            self._mailbox = None
        if self.credential is not None:
            log.info("customer_unbound", system_id=self.credential.system_id, peer=self.peer, why=cause)
        self._owner.ended(self)

    # --- bind ---

    async def _bind(self, sequence: int, pdu: Bind) -> None:
        admitted = await self._owner.admit(self, pdu)
        session = self.link.session
        if session.closed:
            self.credential = None
        elif isinstance(admitted, int):
            session.refuse_bind(sequence, admitted)
        else:
            self._allow(admitted)
            session.accept_bind(sequence, "heliograph")
            self.receives = type(pdu) is not BindTransmitter
            log.info("customer_bound", system_id=admitted.system_id, peer=self.peer, kind=type(pdu).__name__)
            if self.receives:
                self._mailbox = self._owner.mailbox(admitted)
                self._mailbox.opened(self)
        self.link.wake()

    def _allow(self, credential: SmppCredential) -> None:
        """Give the bind what its credential may have."""
        limits = self._limits
        window = credential.window or limits.window
        self.link.session.allow(window_max=window, requests_max=window)
        rate = credential.submits_per_second or limits.submits_per_second
        self._bucket = Bucket(rate, self.link.now()) if rate else None
        if credential.long_messages == "reassemble":
            self._reassembly = Reassembly(int(limits.reassemble_seconds * 1000))
        self._active_at = self.link.now()
        if limits.inactivity_seconds:
            self._watch_activity()

    def _watch_activity(self) -> None:
        left = self._active_at + int(self._limits.inactivity_seconds * 1000) - self.link.now()
        if left <= 0:
            self.unbind()
        else:
            self._call_later("activity", left, self._watch_activity)

    # --- submit_sm, submit_multi, data_sm ---

    def _submitted(self, event: SubmitReceived) -> None:
        now = self._active_at = self.link.now()
        if self._bucket is not None and self._bucket.take(now):
            self._refuse([event.sequence], smpp.ESME_RTHROTTLED)
            return
        pdu = event.pdu
        try:
            submitted = read_submit(pdu, self._owner.utc_ms())
        except Unfit as unfit:
            self._refuse([event.sequence], unfit.command_status)
            return
        if isinstance(pdu, SubmitMulti):
            self._spawn(self._submit_multi(event.sequence, pdu, submitted))
            return
        ready = Ready((event.sequence,), submitted, pdu.destination_addr, (pdu.dest_addr_ton, pdu.dest_addr_npi))
        if isinstance(pdu, DataSm):
            self._spawn(self._submit(ready, DataSmResp))
        elif self._reassembly is not None and is_plain_part(submitted):
            self._submit_all(self._reassembly.add(ready, now))
        else:
            self._spawn(self._submit(ready, SubmitSmResp))

    def _submit_all(self, ready: Sequence[Ready]) -> None:
        """Submit what the reassembly gives out, and look again when the next part has waited long enough."""
        assert self._reassembly is not None
        for one in ready:
            self._spawn(self._submit(one, SubmitSmResp))
        due = self._reassembly.due()
        if due is not None and "parts" not in self._timers:
            self._call_later("parts", max(due - self.link.now(), 1), self._parts_late)

    def _parts_late(self) -> None:
        assert self._reassembly is not None
        self._submit_all(self._reassembly.expired(self.link.now()))

    async def _submit(self, ready: Ready, response: type[SubmitSmResp] | type[DataSmResp]) -> None:
        status, message_id = await self._taken(ready.submitted, ready.to, ready.to_ton_npi)
        if status:
            self._refuse(ready.sequences, status)
            return
        for sequence in ready.sequences:
            self._owner.submitted(status)
            self.link.session.respond(sequence, response(message_id))
        self.link.wake()

    async def _submit_multi(self, sequence: int, pdu: SubmitMulti, submitted: Submitted) -> None:
        """A message for each recipient; the response's id is that of the first, receipts name each its own."""
        recipients = [one for one in pdu.dest_addresses if isinstance(one, SmeAddress)]
        if any(isinstance(one, DistributionList) for one in pdu.dest_addresses):
            self._refuse([sequence], smpp.ESME_RINVDLNAME)
            return
        outcomes = await asyncio.gather(*(self._one_of_many(submitted, one, n) for n, one in enumerate(recipients)))
        taken = [message_id for status, message_id in outcomes if not status]
        if not taken:
            self._refuse([sequence], outcomes[0][0])
            return
        failed = tuple(
            UnsuccessfulSme(one.dest_addr_ton, one.dest_addr_npi, one.destination_addr, status)
            for one, (status, _) in zip(recipients, outcomes, strict=True)
            if status
        )
        self._owner.submitted(smpp.ESME_ROK)
        self.link.session.respond(sequence, SubmitMultiResp(taken[0], failed))
        self.link.wake()

    async def _one_of_many(self, submitted: Submitted, to: SmeAddress, number: int) -> tuple[int, str]:
        """As `_taken`; each recipient counts against the rate, the first one with the request itself."""
        if number and self._bucket is not None and self._bucket.take(self.link.now()):
            return smpp.ESME_RTHROTTLED, ""
        return await self._taken(submitted, to.destination_addr, (to.dest_addr_ton, to.dest_addr_npi))

    async def _taken(self, submitted: Submitted, to: str, to_ton_npi: tuple[int, int]) -> tuple[int, str]:
        """The command_status of one message, and its id where it was taken."""
        assert self.credential is not None
        parameters = parameters_of(submitted, to, to_ton_npi, self.credential.system_id)
        answer = await self._owner.call(self, _HELIOGRAPH, "SubmitMessage", parameters)
        return submit_status(answer["ResponseCode"]), str(answer.get("MessageId", ""))

    # --- query_sm, cancel_sm, replace_sm ---

    async def _command(self, sequence: int, pdu: Any) -> None:
        self._active_at = self.link.now()
        session = self.link.session
        if isinstance(pdu, QuerySm):
            answer = await self._owner.call(self, _DYSMSAPI, "QueryMessage", {"MessageId": pdu.message_id})
            status = query_status(answer["ResponseCode"])
            session.respond(sequence, query_resp(pdu.message_id, answer), status)
        elif isinstance(pdu, CancelSm):
            answer = await self._owner.call(self, _HELIOGRAPH, "CancelMessage", cancel_parameters(pdu))
            session.respond(sequence, smpp.CancelSmResp(), cancel_status(answer["ResponseCode"]))
        else:
            # A message that waits may be under way by the time that it is changed: cancel it, and submit another.
            session.refuse(sequence, ESME_RREPLACEFAIL)
        self.link.wake()

    # --- answers, timers, tasks ---

    def _refuse(self, sequences: Sequence[int], command_status: int) -> None:
        for sequence in sequences:
            self._owner.submitted(command_status)
            self.link.session.refuse(sequence, command_status)
        self.link.wake()

    def _call_later(self, name: str, milliseconds: int, call: Any) -> None:
        def ring() -> None:
            del self._timers[name]
            call()

        if not self._ended:
            self._timers[name] = asyncio.get_running_loop().call_later(milliseconds / 1000, ring)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            # Whatever it was to answer stays unanswered; better the customer binds again than waits for ever.
            log.error("customer_request_failed", exc_info=task.exception())
            self.drop()
