"""If these fail, an operator who tries a carrier is told that it works when it does not, or a message is sent by it."""

import asyncio
import re
from collections.abc import Callable

import pytest

from carriers.doubles import Sink, Smsc
from heliograph.carriers.port import BindKind, Triable
from heliograph.carriers.smpp import SmppCarrier
from heliograph.smpp import pdu as smpp
from heliograph.smpp.events import Cause

MakeCarrier = Callable[..., SmppCarrier]


async def test_links_that_are_up_are_asked_for_a_sign_of_life(
    smsc: Smsc, sink: Sink, make_carrier: MakeCarrier
) -> None:
    carrier = make_carrier(smsc, binds=(BindKind.TRANSMITTER, BindKind.RECEIVER))
    assert isinstance(carrier, Triable)
    carrier.start(sink)
    await sink.until(lambda: all(session.bound for session in carrier.sessions))
    tested = await carrier.test(5)
    assert tested.passed
    said = r"Session 1 \(transmitter\) answered enquire_link in \d+ ms\. Session 2 \(receiver\) answered .* in \d+ ms\."
    assert re.fullmatch(said, tested.says), tested.says
    assert smsc.submits == []
    assert all(session.enquire_link_ms is not None for session in carrier.state().sessions)


async def test_a_link_that_only_seems_to_be_up_is_found_out(bound: SmppCarrier, smsc: Smsc) -> None:
    smsc.link.session.receive_data = lambda octets, now: None  # It reads, and answers nothing any more.
    tested = await bound.test(0.05)
    assert not tested.passed
    assert tested.says == "Session 1 (transceiver) did not answer enquire_link within 0.05 s."


async def test_two_who_ask_at_once_are_both_told(bound: SmppCarrier) -> None:
    first, second = await asyncio.gather(bound.test(5), bound.test(5))
    assert first.passed
    assert second.passed


async def test_where_no_link_is_up_one_bind_is_tried_and_ended(smsc: Smsc, make_carrier: MakeCarrier) -> None:
    tested = await make_carrier(smsc).test(5)
    assert tested.passed
    said = (
        r"No link is up; one bind was tried\. Connected in \d+ ms\. Bound as transceiver in \d+ ms, and unbound again\."
    )
    assert re.fullmatch(said, tested.says), tested.says
    [ended] = await smsc.until(lambda: smsc.ended)
    assert ended.cause is Cause.PEER_UNBOUND
    assert smsc.binds == [smpp.BindTransceiver("esme", "hunter2")]


async def test_a_refused_bind_is_told_by_its_status_and_without_the_password(
    smsc: Smsc, make_carrier: MakeCarrier
) -> None:
    smsc.bind_status = 0x0E
    tested = await make_carrier(smsc).test(5)
    assert not tested.passed
    assert "The bind was refused: ESME_RINVPASWD (password wrong" in tested.says
    assert "hunter2" not in tested.says
    await smsc.until(lambda: smsc.ended)


async def test_a_carrier_that_cannot_be_reached_is_told_as_such(smsc: Smsc, make_carrier: MakeCarrier) -> None:
    carrier = make_carrier(smsc)
    await smsc.close()
    tested = await carrier.test(5)
    assert not tested.passed
    assert tested.says.startswith("No link is up; one bind was tried. No connection: Connect")


@pytest.mark.parametrize("answers", [False, True])
async def test_a_carrier_that_does_not_answer_the_bind_is_left(
    smsc: Smsc, make_carrier: MakeCarrier, answers: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def happened(link, events):  # type: ignore[no-untyped-def]
        if answers:
            link.abort()

    monkeypatch.setattr(smsc, "_happened", happened)
    tested = await make_carrier(smsc).test(0.5)
    assert not tested.passed
    missing = (
        "The carrier closed the connection instead of answering" if answers else "No answer to the bind within 0.5 s."
    )
    assert missing in tested.says


async def test_a_connection_that_is_never_made_is_given_up(smsc: Smsc, make_carrier: MakeCarrier) -> None:
    async def never(make: Callable[[], asyncio.Protocol]) -> None:
        await asyncio.Event().wait()

    tested = await make_carrier(smsc, connect=never).test(0.05)
    assert tested.says == "No link is up; one bind was tried. No connection within 0.05 s."
