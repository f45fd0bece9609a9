"""If this fails, garbage that is sent on purpose is sound after all, and shows nothing of what an ESME can bear."""

import random

import pytest

from heliograph.rules.carrier import GARBAGE
from heliograph.simulator.garbage import garbage
from heliograph.smpp.events import LinkClosed, ProtocolFault, SubmitAnswered
from heliograph.smpp.pdu import BindTransceiver
from heliograph.smpp.role import Role
from heliograph.smpp.session import Session
from simulator.world import submit_sm


@pytest.mark.parametrize("name", GARBAGE)
def test_no_garbage_is_an_answer(name: str) -> None:
    session = Session(Role.ESME, 0)
    session.bind(BindTransceiver("esme"), 0)
    smsc = Session(Role.SMSC, 0)
    smsc.receive_data(session.data_to_send(), 0)
    smsc.accept_bind(1)
    session.receive_data(smsc.data_to_send(), 0)
    sequence = session.submit_sm(submit_sm(), 0)
    session.events()
    session.receive_data(garbage(name, sequence, random.Random(1)), 0)
    events = session.events()
    assert not [event for event in events if type(event) is SubmitAnswered]
    closed = any(type(event) is LinkClosed for event in events)
    assert closed == (name in ("bad-length", "huge-length", "random"))
    if closed or name == "unknown-command":
        assert any(type(event) is ProtocolFault for event in events)
