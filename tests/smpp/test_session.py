"""The session decides what is answered, what is lost and when a link is dead; wrong steps lose or double messages."""

from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.smpp import events as happened
from heliograph.smpp import pdu as smpp
from heliograph.smpp.codec import decode, encode, encode_refusal
from heliograph.smpp.events import Cause, LinkClosed, Unanswered
from heliograph.smpp.faults import LocalError, NotBound, WindowFull
from heliograph.smpp.framer import Framer
from heliograph.smpp.layout import COMMAND_OF, PDU_OF
from heliograph.smpp.role import Role
from heliograph.smpp.session import Session
from heliograph.smpp.timers import Timers
from heliograph.smpp.window import SEQUENCE_MAX

TIMERS = Timers(session_init_ms=5_000, response_ms=10_000, enquire_link_ms=30_000)
SUBMIT = smpp.SubmitSm(source_addr="S", destination_addr="852", short_message=b"hi")
DELIVER = smpp.DeliverSm(source_addr="852", esm_class=4, short_message=b"id:7 stat:DELIVRD")
NACK = smpp.GENERIC_NACK


def pdus(octets: bytes) -> list[tuple[int, int, smpp.Pdu]]:
    """The PDUs of a stream, as (sequence, status, pdu)."""
    return [decode(data, start, end) for data, start, end in Framer().frames(octets)]


def sent(session: Session) -> list[tuple[int, int, smpp.Pdu]]:
    return pdus(session.data_to_send())


def bound_esme(now: int = 0, bind: smpp.Bind | None = None, **options: Any) -> Session:
    """An ESME whose bind has been accepted; nothing waits to be read or sent."""
    session = Session(Role.ESME, now, **{"timers": TIMERS, **options})
    session.bind(bind or smpp.BindTransceiver("esme", "secret"), now)
    ((sequence, _, asked),) = sent(session)
    accepted = PDU_OF[COMMAND_OF[type(asked)] | smpp.RESPONSE]("smsc")
    session.receive_data(encode(accepted, sequence), now)
    assert session.events() == [happened.Bound("smsc")]
    return session


def bound_smsc(now: int = 0, bind: smpp.Bind | None = None, **options: Any) -> Session:
    """An SMSC that has accepted a bind; nothing waits to be read or sent."""
    session = Session(Role.SMSC, now, **{"timers": TIMERS, **options})
    session.receive_data(encode(bind or smpp.BindTransceiver("esme", "secret"), 1), now)
    (asked,) = session.events()
    assert isinstance(asked, happened.BindRequested)
    session.accept_bind(asked.sequence, "smsc")
    assert session.data_to_send()
    return session


# --- bind ---------------------------------------------------------------------------------------------------------


def test_a_bind_goes_out_and_its_answer_opens_the_link() -> None:
    session = Session(Role.ESME, 0, timers=TIMERS)
    assert not session.bound
    session.bind(smpp.BindTransceiver("esme", "secret"), 0)
    ((sequence, status, pdu),) = sent(session)
    assert (sequence, status, pdu) == (1, 0, smpp.BindTransceiver("esme", "secret"))
    session.receive_data(encode(smpp.BindTransceiverResp("smsc"), 1), 1)
    assert session.events() == [happened.Bound("smsc")]
    assert (session.bound, session.free()) == (True, 10)


@pytest.mark.parametrize("refusal", [smpp.BIND_TRANSCEIVER, NACK])
def test_a_refused_bind_closes_the_link(refusal: int) -> None:
    session = Session(Role.ESME, 0, timers=TIMERS)
    session.bind(smpp.BindTransceiver(), 0)
    session.receive_data(encode_refusal(refusal, 1, smpp.ESME_RINVPASWD), 1)
    assert session.events() == [happened.BindRefused(smpp.ESME_RINVPASWD), LinkClosed(Cause.BIND_REFUSED)]
    assert session.closed


def test_a_bind_that_is_not_answered_closes_the_link_in_time() -> None:
    session = Session(Role.ESME, 0, timers=TIMERS)
    session.bind(smpp.BindTransceiver(), 1_000)
    assert session.deadline() == 6_000
    session.advance(5_999)
    assert session.events() == []
    session.advance(6_000)
    assert session.events() == [LinkClosed(Cause.NO_BIND)]
    assert session.deadline() is None


def test_an_smsc_does_not_wait_for_a_bind_for_ever() -> None:
    session = Session(Role.SMSC, 0, timers=TIMERS)
    session.advance(session.deadline() or 0)
    assert session.events() == [LinkClosed(Cause.NO_BIND)]


def test_an_smsc_may_refuse_and_the_esme_may_try_again() -> None:
    session = Session(Role.SMSC, 0, timers=TIMERS)
    session.receive_data(encode(smpp.BindTransceiver("esme", "wrong"), 1), 0)
    session.refuse_bind(1, smpp.ESME_RINVPASWD)
    assert session.events() and sent(session) == [(1, smpp.ESME_RINVPASWD, smpp.BindTransceiverResp())]
    session.receive_data(encode(smpp.BindTransceiver("esme", "right"), 2), 0)
    assert session.events() == [happened.BindRequested(2, smpp.BindTransceiver("esme", "right"))]
    session.accept_bind(2, "smsc")
    assert sent(session) == [(2, 0, smpp.BindTransceiverResp("smsc", ((0x0210, b"\x34"),)))]
    assert session.bound


def test_an_old_peer_gets_no_optional_parameter() -> None:
    session = Session(Role.SMSC, 0)
    session.receive_data(encode(smpp.BindTransmitter(interface_version=0x33), 1), 0)
    session.accept_bind(1, "smsc")
    assert sent(session) == [(1, 0, smpp.BindTransmitterResp("smsc"))]


def test_a_second_bind_is_refused() -> None:
    session = bound_smsc()
    session.receive_data(encode(smpp.BindTransceiver(), 2), 0)
    assert sent(session) == [(2, smpp.ESME_RALYBND, smpp.BindTransceiverResp())]


@pytest.mark.parametrize(
    ("bind", "submits", "delivers"),
    [
        (smpp.BindTransceiver(), True, True),
        (smpp.BindTransmitter(), True, False),
        (smpp.BindReceiver(), False, True),
    ],
)
def test_a_bind_allows_its_directions_only(bind: smpp.Bind, submits: bool, delivers: bool) -> None:
    esme, smsc = bound_esme(bind=bind), bound_smsc(bind=bind)
    assert (esme.bound, smsc.bound) == (submits, delivers)
    for session, pdu, allowed in ((esme, SUBMIT, submits), (smsc, DELIVER, delivers)):
        if allowed:
            session.request(pdu, 0)
        else:
            with pytest.raises(NotBound):
                session.request(pdu, 0)
    smsc.data_to_send()
    smsc.receive_data(encode(SUBMIT, 9), 0)
    assert bool(smsc.events()) == submits
    assert sent(smsc) == ([] if submits else [(9, smpp.ESME_RINVBNDSTS, smpp.SubmitSmResp())])
    esme.data_to_send()
    esme.receive_data(encode(DELIVER, 9), 0)
    assert bool(esme.events()) == delivers
    assert sent(esme) == ([] if delivers else [(9, smpp.ESME_RINVBNDSTS, smpp.DeliverSmResp())])


def test_nothing_is_submitted_before_the_bind() -> None:
    session = Session(Role.ESME, 0)
    with pytest.raises(NotBound):
        session.submit_sm(SUBMIT, 0)
    session.bind(smpp.BindTransceiver(), 0)
    with pytest.raises(NotBound):
        session.submit_sm(SUBMIT, 0)
    with pytest.raises(NotBound):
        session.bind(smpp.BindTransceiver(), 0)


# --- requests and responses -----------------------------------------------------------------------------------------


def test_responses_come_in_any_order_and_bring_their_handles_back() -> None:
    session = bound_esme()
    numbers = [session.submit_sm(SUBMIT, 0, handle) for handle in "abc"]
    assert [(sequence, pdu) for sequence, _, pdu in sent(session)] == [(number, SUBMIT) for number in numbers]
    stream = encode(smpp.SubmitSmResp("id-c"), numbers[2]) + encode_refusal(smpp.SUBMIT_SM, numbers[0], 0x58)
    session.receive_data(stream + encode(smpp.SubmitSmResp("id-b"), numbers[1]), 5)
    assert session.events() == [
        happened.SubmitAnswered(numbers[2], "c", 0, "id-c"),
        happened.SubmitAnswered(numbers[0], "a", 0x58, ""),
        happened.SubmitAnswered(numbers[1], "b", 0, "id-b"),
    ]
    assert session.unanswered() == 0


def test_the_window_holds_and_comes_free_with_the_response() -> None:
    session = bound_esme(window_max=2)
    first = session.submit_sm(SUBMIT, 0)
    session.submit_sm(SUBMIT, 0)
    assert session.free() == 0
    with pytest.raises(WindowFull):
        session.submit_sm(SUBMIT, 0)
    assert len(sent(session)) == 2
    session.receive_data(encode(smpp.SubmitSmResp("1"), first), 0)
    assert session.free() == 1
    session.submit_sm(SUBMIT, 0)


def test_what_cannot_be_encoded_takes_no_slot() -> None:
    session = bound_esme()
    with pytest.raises(LocalError):
        session.submit_sm(smpp.SubmitSm(source_addr="A" * 21), 0)
    assert (session.free(), session.data_to_send()) == (10, b"")


def test_sequence_numbers_wrap() -> None:
    session = bound_esme(last_sequence=SEQUENCE_MAX - 1)
    assert [session.submit_sm(SUBMIT, 0), session.submit_sm(SUBMIT, 0)] == [1, 2]


def test_a_nack_answers_the_request_it_names() -> None:
    session = bound_esme()
    sequence = session.submit_sm(SUBMIT, 0, "a")
    session.data_to_send()
    session.receive_data(encode_refusal(NACK, sequence, smpp.ESME_RINVCMDID), 0)
    assert session.events() == [happened.SubmitAnswered(sequence, "a", smpp.ESME_RINVCMDID, "")]


def test_a_nack_without_a_status_is_still_a_refusal() -> None:
    session = bound_esme()
    sequence = session.submit_sm(SUBMIT, 0, "a")
    session.data_to_send()
    session.receive_data(encode(smpp.GenericNack(), sequence), 0)
    assert session.events() == [happened.SubmitAnswered(sequence, "a", smpp.ESME_RSYSERR, "")]


def test_a_nack_of_nothing_closes_the_link() -> None:
    """The peer has lost the sync of the stream: what we sent since is anybody's guess."""
    session = bound_esme()
    sequence = session.submit_sm(SUBMIT, 0, "a")
    session.data_to_send()
    session.receive_data(encode_refusal(NACK, 0, smpp.ESME_RINVCMDLEN), 0)
    fault, closed = session.events()
    assert isinstance(fault, happened.ProtocolFault)
    assert closed == LinkClosed(Cause.PROTOCOL_FAULT, (Unanswered(sequence, "a", True),))


@pytest.mark.parametrize(
    "stray",
    [
        encode(smpp.SubmitSmResp("1"), 4711),
        encode(smpp.DeliverSmResp(), 2),
        encode(smpp.EnquireLinkResp(), 4711),
        encode(smpp.BindTransceiverResp(), 1),
        encode(smpp.UnbindResp(), 1),
        encode_refusal(NACK, 4711, 3),
        encode_refusal(0xDEAD, 2, 0),
    ],
)
def test_responses_to_nothing_are_counted_and_dropped(stray: bytes) -> None:
    session = bound_esme()
    assert session.submit_sm(SUBMIT, 0) == 2
    session.data_to_send()
    session.receive_data(stray, 0)
    assert (session.events(), session.data_to_send(), session.strays) == ([], b"", 1)
    assert (session.bound, session.unanswered()) == (True, 1)


def test_a_response_to_what_was_never_written_is_a_stray() -> None:
    session = bound_esme()
    sequence = session.submit_sm(SUBMIT, 0)
    session.receive_data(encode(smpp.SubmitSmResp("1"), sequence), 0)
    assert (session.events(), session.strays, session.unanswered()) == ([], 1, 1)


def test_query_cancel_and_replace_are_answered_as_such() -> None:
    session = bound_esme()
    query, cancel = session.request(smpp.QuerySm("7"), 0, "q"), session.request(smpp.CancelSm("", "7"), 0, "c")
    replace, data = session.request(smpp.ReplaceSm("7"), 0, "r"), session.request(smpp.DataSm(), 0, "d")
    session.data_to_send()
    found = smpp.QuerySmResp("7", "", 2)
    session.receive_data(encode(found, query) + encode_refusal(smpp.CANCEL_SM, cancel, 0x11), 0)
    session.receive_data(encode(smpp.ReplaceSmResp(), replace) + encode(smpp.DataSmResp("8"), data), 0)
    assert session.events() == [
        happened.QueryAnswered(query, "q", 0, found),
        happened.CommandAnswered(cancel, "c", 0x11),
        happened.CommandAnswered(replace, "r", 0),
        happened.SubmitAnswered(data, "d", 0, "8"),
    ]


def test_a_nacked_query_has_an_empty_answer() -> None:
    session = bound_esme()
    query = session.request(smpp.QuerySm("7"), 0, "q")
    session.data_to_send()
    session.receive_data(encode_refusal(NACK, query, smpp.ESME_RINVCMDID), 0)
    assert session.events() == [happened.QueryAnswered(query, "q", smpp.ESME_RINVCMDID, smpp.QuerySmResp())]


# --- the peer's requests ------------------------------------------------------------------------------------------


def test_a_receipt_is_answered_only_when_asked_to_and_once() -> None:
    session = bound_esme()
    session.receive_data(encode(DELIVER, 77), 0)
    assert session.events() == [happened.DeliverReceived(77, DELIVER, encode(DELIVER, 77))]
    assert (session.data_to_send(), session.owed()) == (b"", 1)
    session.respond(77, smpp.DeliverSmResp())
    session.refuse(77, smpp.ESME_RX_T_APPN)
    session.respond(77, smpp.DeliverSmResp())
    assert (sent(session), session.owed()) == ([(77, 0, smpp.DeliverSmResp())], 0)


def test_a_refusal_names_the_command() -> None:
    session = bound_esme()
    session.receive_data(encode(DELIVER, 77) + encode(smpp.DataSm(), 78), 0)
    session.refuse(78, smpp.ESME_RX_T_APPN)
    session.refuse(77, smpp.ESME_RX_T_APPN)
    assert sent(session) == [
        (78, smpp.ESME_RX_T_APPN, smpp.DataSmResp()),
        (77, smpp.ESME_RX_T_APPN, smpp.DeliverSmResp()),
    ]


def test_an_smsc_is_told_of_every_request() -> None:
    session = bound_smsc()
    multi = smpp.SubmitMulti(dest_addresses=(smpp.SmeAddress(1, 1, "852"),))
    requests = [SUBMIT, multi, smpp.DataSm(), smpp.QuerySm("1"), smpp.CancelSm(), smpp.ReplaceSm()]
    session.receive_data(b"".join(encode(pdu, number) for number, pdu in enumerate(requests)), 0)
    assert [(type(event).__name__, event.sequence, event.pdu) for event in session.events()] == [
        ("SubmitReceived" if number < 3 else "CommandReceived", number, pdu) for number, pdu in enumerate(requests)
    ]
    session.respond(0, smpp.SubmitSmResp("1"))
    session.respond(3, smpp.QuerySmResp("1"), smpp.ESME_RINVMSGID)
    assert sent(session) == [(0, 0, smpp.SubmitSmResp("1")), (3, smpp.ESME_RINVMSGID, smpp.QuerySmResp())]


def test_an_smsc_delivers_and_hears_the_answer() -> None:
    session = bound_smsc()
    first, second = session.deliver_sm(DELIVER, 0, "a"), session.request(smpp.DataSm(), 0, "b")
    assert sent(session) == [(first, 0, DELIVER), (second, 0, smpp.DataSm())]
    session.receive_data(encode(smpp.DeliverSmResp(), first) + encode_refusal(smpp.DATA_SM, second, 0x64), 0)
    assert session.events() == [
        happened.DeliverAnswered(first, "a", 0),
        happened.DeliverAnswered(second, "b", 0x64),
    ]


def test_alerts_go_one_way_and_are_not_answered() -> None:
    smsc, esme = bound_smsc(), bound_esme()
    alert = smpp.AlertNotification(1, 1, "852")
    smsc.alert(alert)
    esme.receive_data(smsc.data_to_send(), 0)
    assert esme.events() == [happened.AlertReceived(alert)]
    assert esme.data_to_send() == b""
    with pytest.raises(NotBound):
        esme.alert(alert)


def test_enquire_link_is_answered_at_once_also_with_a_full_window() -> None:
    session = bound_esme(window_max=1)
    session.submit_sm(SUBMIT, 0)
    session.data_to_send()
    session.receive_data(encode(smpp.EnquireLink(), 5), 0)
    assert sent(session) == [(5, 0, smpp.EnquireLinkResp())]
    assert session.events() == []


def test_enquire_link_is_answered_before_the_bind_too() -> None:
    session = Session(Role.SMSC, 0)
    session.receive_data(encode(smpp.EnquireLink(), 5), 0)
    assert sent(session) == [(5, 0, smpp.EnquireLinkResp())]


@pytest.mark.parametrize(
    ("role", "pdu", "answered"),
    [
        (Role.ESME, SUBMIT, True),
        (Role.ESME, smpp.QuerySm(), True),
        (Role.ESME, smpp.BindTransceiver(), True),
        (Role.ESME, smpp.Outbind(), False),
        (Role.SMSC, DELIVER, True),
        (Role.SMSC, smpp.Outbind(), False),
        (Role.SMSC, smpp.AlertNotification(), False),
    ],
)
def test_what_the_peer_may_not_send_is_refused_and_the_link_stays(role: Role, pdu: smpp.Pdu, answered: bool) -> None:
    session = bound_esme() if role is Role.ESME else bound_smsc()
    session.receive_data(encode(pdu, 3), 0)
    refusal = encode_refusal(COMMAND_OF[type(pdu)], 3, smpp.ESME_RINVBNDSTS)
    assert session.data_to_send() == (refusal if answered else b"")
    assert (session.events(), session.bound) == ([], True)


def test_more_requests_than_may_wait_are_turned_away_for_later() -> None:
    esme, smsc = bound_esme(requests_max=1), bound_smsc(requests_max=1)
    esme.receive_data(encode(DELIVER, 1) + encode(DELIVER, 2), 0)
    smsc.receive_data(encode(SUBMIT, 1) + encode(SUBMIT, 2), 0)
    assert (len(esme.events()), len(smsc.events())) == (1, 1)
    assert sent(esme) == [(2, smpp.ESME_RX_T_APPN, smpp.DeliverSmResp())]
    assert sent(smsc) == [(2, smpp.ESME_RTHROTTLED, smpp.SubmitSmResp())]
    smsc.respond(1, smpp.SubmitSmResp("1"))
    smsc.receive_data(encode(SUBMIT, 3), 0)
    assert smsc.events() == [happened.SubmitReceived(3, SUBMIT)]


# --- what cannot be read ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("octets", "answer"),
    [
        (encode_refusal(0x0DEAD, 6, 0)[:4] + b"\0\0\xde\xad" + bytes(4) + b"\0\0\0\6", (NACK, smpp.ESME_RINVCMDID)),
        (b"\0\0\0\x12" + b"\0\0\0\4" + bytes(4) + b"\0\0\0\6" + b"\0\0", (smpp.SUBMIT_SM, smpp.ESME_RINVCMDLEN)),
    ],
    ids=["unknown command", "torn body"],
)
def test_an_unreadable_request_is_refused_and_the_link_stays(octets: bytes, answer: tuple[int, int]) -> None:
    session = bound_smsc()
    session.receive_data(octets + encode(SUBMIT, 7), 0)
    assert session.data_to_send() == encode_refusal(answer[0], 6, answer[1])
    fault, received = session.events()
    assert isinstance(fault, happened.ProtocolFault)
    assert fault.command_status == answer[1]
    assert received == happened.SubmitReceived(7, SUBMIT)


def test_an_unreadable_alert_has_no_answer() -> None:
    session = bound_esme()
    session.receive_data(b"\0\0\0\x11" + b"\0\0\1\2" + bytes(8) + b"\1", 0)
    assert [type(event) for event in session.events()] == [happened.ProtocolFault]
    assert session.data_to_send() == b""


@pytest.mark.parametrize("length", [0, 15, 100_000, 0xFFFFFFFF])
def test_an_impossible_length_is_nacked_and_closes_the_link(length: int) -> None:
    session = bound_esme()
    session.submit_sm(SUBMIT, 0, "never written")
    session.receive_data(encode(DELIVER, 1) + length.to_bytes(4, "big") + encode(DELIVER, 2), 0)
    delivered, fault, closed = session.events()
    assert delivered == happened.DeliverReceived(1, DELIVER, encode(DELIVER, 1))
    assert isinstance(fault, happened.ProtocolFault)
    assert closed == LinkClosed(Cause.PROTOCOL_FAULT, (Unanswered(2, "never written", False),))
    assert sent(session) == [(0, smpp.ESME_RINVCMDLEN, smpp.GenericNack())]
    session.receive_data(encode(DELIVER, 3), 0)
    assert session.events() == []


# --- time ---------------------------------------------------------------------------------------------------------


def test_a_response_out_of_time_is_told_and_a_late_one_too() -> None:
    session = bound_esme(window_max=1)
    sequence = session.submit_sm(SUBMIT, 1_000, "a")
    session.data_to_send()
    assert session.deadline() == 11_000
    session.advance(10_999)
    assert session.events() == []
    session.advance(11_000)
    assert session.events() == [happened.ResponseTimedOut(sequence, "a", True)]
    assert (session.free(), session.unanswered()) == (1, 0)
    session.receive_data(encode(smpp.SubmitSmResp("7"), sequence), 60_000)
    assert session.events() == [happened.SubmitAnswered(sequence, "a", 0, "7", True)]
    session.receive_data(encode(smpp.SubmitSmResp("7"), sequence), 60_001)
    assert (session.events(), session.strays) == ([], 1)


def test_what_was_not_written_in_time_is_never_written() -> None:
    """Its owner hands it over again: written later, the recipient would get it twice."""
    session = bound_esme()
    sequence = session.submit_sm(SUBMIT, 1_000, "a")
    session.advance(11_000)
    assert session.events() == [happened.ResponseTimedOut(sequence, "a", False)]
    assert session.data_to_send() == b""
    session.receive_data(encode(smpp.SubmitSmResp("7"), sequence), 11_001)
    assert (session.events(), session.strays) == ([], 1)


@pytest.mark.parametrize("make", [bound_esme, bound_smsc])
def test_silence_is_met_with_enquire_link_and_then_with_the_end(make: Any) -> None:
    session = make(now=1_000)
    assert session.deadline() == 31_000
    session.advance(30_999)
    assert session.data_to_send() == b""
    session.advance(31_000)
    ((sequence, _, pdu),) = sent(session)
    assert isinstance(pdu, smpp.EnquireLink)
    assert session.deadline() == 46_000
    session.receive_data(encode(smpp.EnquireLinkResp(), sequence), 40_000)
    assert (session.strays, session.deadline()) == (0, 70_000)
    session.advance(70_000)
    session.advance(85_000)
    assert session.events() == [LinkClosed(Cause.DEAD)]
    assert session.deadline() is None


def test_half_a_pdu_is_no_sign_of_life() -> None:
    session = bound_esme()
    session.receive_data(encode(DELIVER, 1)[:-1], 29_000)
    session.advance(30_000)
    assert len(sent(session)) == 1


IDLE = Timers(session_init_ms=5_000, response_ms=10_000, enquire_link_ms=30_000, inactivity_ms=100_000)


def until_unbinding(session: Session, now: int = 0) -> int:
    """Let the peer answer enquire_link and nothing else; when the session asks to unbind."""
    while True:
        due = session.deadline()
        assert due is not None and due > now
        now = due
        session.advance(now)
        for sequence, _, pdu in sent(session):
            if isinstance(pdu, smpp.Unbind):
                return now
            assert isinstance(pdu, smpp.EnquireLink)
            session.receive_data(encode(smpp.EnquireLinkResp(), sequence), now)


@pytest.mark.parametrize("make", [bound_esme, bound_smsc])
def test_a_link_without_messages_is_unbound_after_its_time_though_the_peer_lives(make: Any) -> None:
    session = make(timers=IDLE)
    now = until_unbinding(session)
    assert now == 100_000
    session.receive_data(encode(smpp.UnbindResp(), session._control[0]), now)
    assert session.events() == [LinkClosed(Cause.INACTIVE)]


def test_messages_either_way_keep_a_link_from_being_idle() -> None:
    session = bound_esme(timers=IDLE)
    session.receive_data(encode(DELIVER, 7), 40_000)
    session.events()
    session.respond(7, smpp.DeliverSmResp())
    sequence = session.submit_sm(SUBMIT, 60_000)
    assert len(sent(session)) == 2
    session.receive_data(encode(smpp.SubmitSmResp("a"), sequence), 69_000)
    session.events()
    assert until_unbinding(session, 69_000) == 160_000


def test_a_link_is_not_idle_while_an_answer_is_owed_or_waited_for() -> None:
    session = bound_esme(timers=msgspec.structs.replace(IDLE, enquire_link_ms=0))
    session.receive_data(encode(DELIVER, 7), 10)
    session.events()
    assert session.deadline() is None
    session.respond(7, smpp.DeliverSmResp())
    assert session.deadline() == 100_010
    session.submit_sm(SUBMIT, 20)
    assert session.deadline() == 10_020


def test_an_idle_link_is_closed_though_the_peer_answers_no_unbind() -> None:
    session = bound_esme(timers=msgspec.structs.replace(IDLE, enquire_link_ms=0))
    session.advance(100_000)
    session.advance(110_000)
    assert session.events() == [LinkClosed(Cause.INACTIVE)]


def test_any_pdu_is_a_sign_of_life_and_a_nack_of_enquire_link_too() -> None:
    session = bound_esme()
    session.receive_data(encode(DELIVER, 1), 29_000)
    assert session.deadline() == 59_000
    session.advance(59_000)
    ((sequence, _, _),) = sent(session)
    session.receive_data(encode_refusal(NACK, sequence, smpp.ESME_RINVCMDID), 60_000)
    assert (session.strays, session.deadline()) == (0, 90_000)


def test_links_may_be_left_alone() -> None:
    assert bound_esme(timers=Timers(enquire_link_ms=0)).deadline() is None


def test_an_owner_that_asks_for_a_sign_of_life_is_told_of_the_answer() -> None:
    session = bound_esme()
    assert session.enquire_link_ms is None
    session.enquire(1_000)
    session.enquire(1_001)
    ((sequence, _, pdu),) = sent(session)
    assert isinstance(pdu, smpp.EnquireLink)
    session.receive_data(encode(smpp.EnquireLinkResp(), sequence), 1_200)
    assert session.events() == [happened.EnquiryAnswered()]
    assert session.enquire_link_ms == 200
    session.advance(31_200)
    ((sequence, _, _),) = sent(session)
    session.receive_data(encode(smpp.EnquireLinkResp(), sequence), 31_300)
    assert session.events() == []
    assert session.enquire_link_ms == 100
    session.enquire(40_000)
    session.advance(55_000)
    assert session.events() == [LinkClosed(Cause.DEAD)]
    with pytest.raises(NotBound):
        session.enquire(55_001)


def test_another_window_and_other_times_hold_from_the_next_request_on() -> None:
    session = bound_esme(window_max=2)
    for handle in "ab":
        session.submit_sm(SUBMIT, 0, handle)
    session.change(1, Timers(response_ms=500, enquire_link_ms=2_000))
    assert (session.free(), session.deadline()) == (-1, 2_000)
    with pytest.raises(WindowFull):
        session.submit_sm(SUBMIT, 0, "c")
    session.change(3, TIMERS)
    session.submit_sm(SUBMIT, 5_000, "c")
    session.data_to_send()
    session.advance(10_000)
    assert [event.handle for event in session.events()] == ["a", "b"]
    assert (session.free(), session.deadline()) == (2, 15_000)


# --- the end ------------------------------------------------------------------------------------------------------


def test_unbinding_waits_for_responses_and_the_peers_word() -> None:
    session = bound_esme()
    sequence = session.submit_sm(SUBMIT, 0, "a")
    session.unbind(1_000)
    assert [type(pdu) for _, _, pdu in sent(session)] == [smpp.SubmitSm, smpp.Unbind]
    with pytest.raises(NotBound):
        session.submit_sm(SUBMIT, 1_000)
    session.receive_data(encode(smpp.SubmitSmResp("7"), sequence) + encode(DELIVER, 9), 1_001)
    assert len(session.events()) == 2
    session.receive_data(encode(smpp.UnbindResp(), sequence + 1), 1_002)
    assert session.events() == [LinkClosed(Cause.UNBOUND)]


def test_unbinding_does_not_wait_for_ever() -> None:
    session = bound_esme()
    session.submit_sm(SUBMIT, 0, "a")
    session.data_to_send()
    session.unbind(1_000)
    assert session.deadline() == 11_000
    session.advance(11_000)
    assert session.events() == [LinkClosed(Cause.UNBOUND, (Unanswered(2, "a", True),))]


def test_an_smsc_unbinds_too() -> None:
    session = bound_smsc()
    session.unbind(0)
    ((sequence, _, _),) = sent(session)
    session.receive_data(encode(smpp.UnbindResp(), sequence), 0)
    assert session.events() == [LinkClosed(Cause.UNBOUND)]


def test_unbinding_what_is_not_bound_closes_it() -> None:
    session = Session(Role.ESME, 0)
    session.unbind(0)
    assert session.events() == [LinkClosed(Cause.CLOSED_HERE)]


def test_the_peers_unbind_is_answered_and_what_waits_is_not_written_any_more() -> None:
    session = bound_esme()
    written = session.submit_sm(SUBMIT, 0, "written")
    session.data_to_send()
    waiting = session.submit_sm(SUBMIT, 0, "waiting")
    session.receive_data(encode(smpp.Unbind(), 40), 0)
    unanswered = (Unanswered(written, "written", True), Unanswered(waiting, "waiting", False))
    assert session.events() == [LinkClosed(Cause.PEER_UNBOUND, unanswered)]
    assert sent(session) == [(40, 0, smpp.UnbindResp())]


def test_a_lost_connection_tells_what_was_written_and_what_was_not() -> None:
    session = bound_esme()
    written = session.submit_sm(SUBMIT, 0, "written")
    session.data_to_send()
    waiting = session.submit_sm(SUBMIT, 0, "waiting")
    session.receive_data(encode(DELIVER, 1), 0)
    session.events()
    session.connection_lost()
    unanswered = (Unanswered(written, "written", True), Unanswered(waiting, "waiting", False))
    assert session.events() == [LinkClosed(Cause.PEER_CLOSED, unanswered)]
    session.respond(1, smpp.DeliverSmResp())
    session.close()
    session.connection_lost()
    session.advance(10**9)
    assert (session.data_to_send(), session.events(), session.free()) == (b"", [], 0)
    with pytest.raises(NotBound):
        session.submit_sm(SUBMIT, 0)


# --- any pieces, any octets -----------------------------------------------------------------------------------------

FROM_SMSC = [
    encode(smpp.SubmitSmResp("1"), 2),
    encode(DELIVER, 1),
    encode(smpp.EnquireLink(), 2),
    encode_refusal(smpp.SUBMIT_SM, 3, 0x58),
    encode(smpp.SubmitSmResp("x"), 99),
    encode_refusal(0x0BAD, 5, 0)[:4] + b"\0\0\x0b\xad" + bytes(7) + b"\5",
    encode(DELIVER, 3)[:-1] + b"!",
    encode_refusal(NACK, 4, 3),
    encode(smpp.Unbind(), 6),
    b"\0\0\0\1",
]


def after(pieces: list[bytes]) -> tuple[list[happened.Event], bytes, int]:
    """What a bound ESME with three submit_sm under way makes of a stream."""
    session = bound_esme()
    for handle in "abc":
        session.submit_sm(SUBMIT, 0, handle)
    session.data_to_send()
    events: list[happened.Event] = []
    for piece in pieces:
        session.receive_data(piece, 1)
        events += session.events()
    return events, session.data_to_send(), session.strays


@given(st.lists(st.sampled_from(FROM_SMSC), max_size=12), st.data())
def test_any_pieces_of_a_stream_give_the_same_events(parts: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(parts)
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=20))
    places = [0, *sorted(cuts), len(stream)]
    assert after([stream[a:b] for a, b in pairwise(places)]) == after([stream])
    assert after([bytes((octet,)) for octet in stream]) == after([stream])


@given(st.sampled_from([bound_esme, bound_smsc]), st.lists(st.binary(max_size=60) | st.sampled_from(FROM_SMSC)))
def test_arbitrary_octets_never_raise(make: Any, pieces: list[bytes]) -> None:
    session = make()
    for piece in pieces:
        session.receive_data(piece, 0)
        session.advance(0)
        session.events()
        session.data_to_send()
    session.connection_lost()
    assert session.closed


@given(st.lists(st.sampled_from(["submit", "answer", "deliver", "time", "write", "wrong"]), max_size=60))
def test_every_request_ends_exactly_once(steps: list[str]) -> None:
    """A hand-over without an answer is never settled; one with two would be settled twice. Late answers come on top."""
    session = bound_esme(window_max=3, timers=Timers(enquire_link_ms=0))
    now, asked, ended, written = 0, [], [], []
    for step in [*steps, "end"]:
        now += 1_000
        if step == "submit" and session.free():
            asked.append(session.submit_sm(SUBMIT, now, len(asked)))
        elif step == "write":
            written += [sequence for sequence, _, _ in sent(session)]
        elif step == "answer" and written:
            session.receive_data(encode(smpp.SubmitSmResp("1"), written.pop()), now)
        elif step == "deliver":
            session.receive_data(encode(DELIVER, now), now)
        elif step == "wrong":
            session.receive_data(encode(smpp.SubmitSmResp("1"), now), now)
        elif step == "time":
            now += 5_000
            session.advance(now)
        elif step == "end":
            session.connection_lost()
        for event in session.events():
            answered = isinstance(event, happened.SubmitAnswered) and not event.late
            if answered or isinstance(event, happened.ResponseTimedOut):
                ended.append(event.sequence)
            elif isinstance(event, LinkClosed):
                ended += [one.sequence for one in event.unanswered]
    assert sorted(ended) == asked
