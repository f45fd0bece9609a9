"""If these fail, a flood of wrong passwords takes the machine, or a bind outlives the end of its credential."""

import asyncio

import pytest

from heliograph.clock import SystemClock
from heliograph.operations.smpp_credentials import SmppCredentials
from heliograph.smpp.pdu import BindTransceiver
from heliograph.smpp_in import admission
from heliograph.smpp_in.admission import Admission

from .conftest import PASSWORD, credential

RIGHT = BindTransceiver("shop", PASSWORD)


@pytest.fixture
def credentials() -> SmppCredentials:
    found = SmppCredentials()
    found.note(credential())
    return found


def door(credentials: SmppCredentials) -> Admission:
    return Admission(credentials, lambda account: False, SystemClock())


async def test_only_so_many_wait_for_their_turn(credentials, monkeypatch):
    monkeypatch.setattr(admission, "WAITING_MAX", 2)
    one = door(credentials)
    answers = await asyncio.gather(*(one.admit(RIGHT, f"a{n}") for n in range(4)))
    assert answers[2:] == [0x0D, 0x0D]
    assert answers[:2] == [credentials.find("shop")] * 2
    assert await one.admit(RIGHT, "a9") is credentials.find("shop"), "there is room again"


async def test_a_credential_that_ends_while_its_password_is_tried_does_not_bind(credentials):
    one = door(credentials)
    trying = asyncio.ensure_future(one.admit(RIGHT, "a"))
    await asyncio.sleep(0)
    credentials.forget("shop")
    assert await trying == 0x0D


async def test_failures_of_one_address_stop_it_alone(credentials):
    one = door(credentials)
    wrong = BindTransceiver("shop", "wrong")
    assert [await one.admit(wrong, "a") for _ in range(11)][-1] == 0x0D
    assert await one.admit(RIGHT, "b") is credentials.find("shop")
