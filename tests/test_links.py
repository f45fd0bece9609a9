"""If this fails, what an operator set about a carrier does not reach the link."""

import asyncio
import random
from pathlib import Path
from typing import Any

import pytest

from heliograph import links
from heliograph.carriers.port import BindKind, Carrier
from heliograph.carriers.smpp import SmppCarrier
from heliograph.carriers.submit_form import SubmitForm, Validity
from heliograph.clock import SystemClock
from heliograph.delivery.flow import FlowTerms
from heliograph.from_settings import flow_terms
from heliograph.links import Links, connect_to, smpp_settings, submit_form
from heliograph.settings import SIMULATED, BindWay, CarrierSettings, Secret, Settings
from heliograph.settings.carrier import CarrierKind, DefaultAlphabet, IdForm, ValidityForm
from heliograph.settings.carrier import StatusClass as StatusWord
from heliograph.sms.alphabet import Alphabet
from heliograph.sms.command_status import StatusClass
from heliograph.sms.message import State
from heliograph.sms.message_state import MessageState
from heliograph.telemetry.metrics import Metrics


def carrier(**changes: Any) -> CarrierSettings:
    return CarrierSettings(
        name="a", kind=CarrierKind.SMPP, host="h", port=1, system_id="s", password=Secret("p"), **changes
    )


def test_the_defaults_are_the_connectors_own() -> None:
    assert submit_form(carrier()) == SubmitForm()
    assert smpp_settings(carrier()).form == SubmitForm()


@pytest.mark.parametrize(
    ("changes", "form"),
    [
        ({"sender": "10690"}, SubmitForm(sender="10690")),
        ({"alphanumeric_ton_npi": "5/1"}, SubmitForm(alphanumeric=(5, 1))),
        ({"short_code_ton_npi": "6/18"}, SubmitForm(short_code=(6, 18))),
        ({"msisdn_ton_npi": "2/1"}, SubmitForm(msisdn=(2, 1))),
        ({"destination_ton_npi": "0/0"}, SubmitForm(destination=(0, 0))),
        ({"destination_plus": True}, SubmitForm(destination_plus=True)),
        ({"default_alphabet": DefaultAlphabet.GSM7_PACKED}, SubmitForm(alphabet=Alphabet.GSM7_PACKED)),
        ({"default_alphabet": DefaultAlphabet.LATIN1}, SubmitForm(alphabet=Alphabet.LATIN1)),
        ({"default_data_coding": 3}, SubmitForm(default_coding=3)),
        ({"ucs2_data_coding": 24}, SubmitForm(ucs2_coding=24)),
        ({"validity_period": ValidityForm.ABSOLUTE}, SubmitForm(validity=Validity.ABSOLUTE)),
        ({"validity_period": ValidityForm.NONE}, SubmitForm(validity=Validity.NONE)),
        ({"registered_delivery": 17}, SubmitForm(registered_delivery=17)),
        ({"registered_delivery": 17, "receipts": False}, SubmitForm(registered_delivery=0)),
        ({"service_type": "VMA"}, SubmitForm(service_type="VMA")),
        ({"protocol_id": 64}, SubmitForm(protocol_id=64)),
        ({"priority_otp": 3, "priority_notify": 2, "priority_mkt": 1}, SubmitForm(priorities=(3, 2, 1))),
        (
            {"tlvs": {"0x1400": "1101é", "0x1401": "hex:0A0b"}},
            SubmitForm(tlvs=((0x1400, b"1101\xe9"), (0x1401, b"\x0a\x0b"))),
        ),
        ({"receipts": False}, SubmitForm(registered_delivery=0)),
    ],
)
def test_each_setting_reaches_the_form(changes: dict[str, Any], form: SubmitForm) -> None:
    assert submit_form(carrier(**changes)) == form


@pytest.mark.parametrize(
    ("changes", "binds"),
    [
        ({}, "transceiver"),
        ({"sessions": 3}, "transceiver transceiver transceiver"),
        ({"bind": BindWay.TRANSMITTER}, "transmitter"),
        ({"bind": BindWay.RECEIVER, "sessions": 2}, "receiver receiver"),
        ({"bind": BindWay.PAIRS}, "transmitter receiver"),
        ({"bind": BindWay.PAIRS, "sessions": 2}, "transmitter transmitter receiver receiver"),
        ({"bind": BindWay.PAIRS, "sessions": 2, "receiver_sessions": 1}, "transmitter transmitter receiver"),
    ],
)
def test_the_sessions_are_as_many_and_of_the_kinds_that_are_set(changes: dict[str, Any], binds: str) -> None:
    assert list(smpp_settings(carrier(**changes)).binds) == [BindKind(word) for word in binds.split()]


def test_the_timers_are_the_connectors() -> None:
    timers = {
        "connect_timeout_seconds": 1.5,
        "bind_timeout_seconds": 2.5,
        "enquire_link_seconds": 3.5,
        "response_timeout_seconds": 4.5,
        "inactivity_seconds": 9.5,
    }
    made = smpp_settings(carrier(**timers))
    assert {name: getattr(made, name) for name in timers} == timers


def test_statuses_are_classed_as_the_carrier_means_them() -> None:
    words = {"0x00000401": StatusWord.THROTTLE, "ESME_RSUBMITFAIL": StatusWord.PERMANENT, "0x8": StatusWord.BIND_FATAL}
    assert smpp_settings(carrier(status_classes=words)).status_classes == {
        0x401: StatusClass.THROTTLE,
        0x45: StatusClass.PERMANENT,
        0x08: StatusClass.BIND_FATAL,
    }


def test_the_flow_is_as_set_and_that_of_the_carrier_inside_by_default() -> None:
    made = flow_terms(Settings(carriers=(carrier(rate=12.5, circuit_failures=3, circuit_seconds=0.5),)))
    assert made("a") == FlowTerms(12.5, 3, 500)
    assert flow_terms(Settings(carriers=(carrier(),)))("a") == FlowTerms() == flow_terms(Settings())("simulated")


def test_each_setting_of_receipts_reaches_the_connector() -> None:
    plain = smpp_settings(carrier())
    assert (plain.receipts_by_text, dict(plain.receipt_words), plain.receipt_offset_minutes) == (False, {}, None)
    states = {"Blocked": "rejected", "GONE": "submitted"}
    made = smpp_settings(carrier(receipts_by_text=True, receipt_states=states, receipt_date_offset="-0330"))
    assert (made.receipts_by_text, made.receipt_offset_minutes) == (True, -210)
    assert {word: state.state for word, state in made.receipt_words.items()} == {
        "BLOCKED": State.REJECTED,
        "GONE": State.SUBMITTED,
    }


@pytest.mark.parametrize(("word", "state"), links.RECEIPT_STATES.items())
def test_a_word_of_the_settings_is_the_state_that_it_says(word: str, state: MessageState) -> None:
    assert state.state == word


def test_a_form_that_is_learnt_reaches_the_connector() -> None:
    assert smpp_settings(carrier(id_form=IdForm.AUTO)).id_form.value == "auto"


def made(settings: dict[str, CarrierSettings]) -> Links:
    return Links(settings, SystemClock(), random.Random(1), Metrics())


async def test_a_carrier_is_made_and_adapted_by_the_settings_of_that_moment() -> None:
    settings = {"a": carrier()}
    links = made(settings)
    one = links.make("a")
    settings["a"] = carrier(window=3)
    two = links.make("a")
    assert [await window_of(each) for each in (one, two)] == [10, 3]
    assert links.adapt(one, "a")
    assert await window_of(one) == 3


async def window_of(link: Carrier) -> int:
    """The window that its sessions would have."""
    assert isinstance(link, SmppCarrier)
    return link.sessions[0]._window


async def test_without_carriers_the_network_inside_is_made_and_closed() -> None:
    links = made({})
    assert links.make(SIMULATED).name == SIMULATED
    network = links.network
    assert links.network is network
    await links.close()
    await made({}).close()


async def test_tls_files_are_read_for_each_connection(tmp_path: Path) -> None:
    connect = connect_to(carrier(tls=True, tls_ca=tmp_path / "ca.pem"))
    with pytest.raises(OSError, match=r"tls_ca names .*, which cannot be read") as missing:
        await connect(asyncio.Protocol)
    assert missing.value.strerror.startswith("tls_ca names ")
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(OSError, match="which holds no certificate"):
        await connect(asyncio.Protocol)
