"""A PDU that shows its password ends up in a log one day."""

import pytest

from heliograph.smpp import pdu as smpp


@pytest.mark.parametrize("kind", [smpp.BindTransceiver, smpp.BindTransmitter, smpp.BindReceiver, smpp.Outbind])
def test_credentials_are_never_shown(kind: type[smpp.Bind]) -> None:
    shown = repr(kind(system_id="customer", password="hunter2"))
    assert "hunter2" not in shown
    assert "customer" not in shown
    assert kind.__name__ in shown


@pytest.mark.parametrize("kind", [smpp.SubmitSm, smpp.DeliverSm, smpp.DataSm])
def test_a_tlv_is_found_by_its_tag_the_first_one_first(kind: type[smpp.SubmitSm | smpp.DataSm]) -> None:
    pdu = kind(tlvs=((0x1400, b"a"), (0x0427, b"\x02"), (0x1400, b"b")))
    assert (pdu.tlv(0x1400), pdu.tlv(0x0427), pdu.tlv(0x001E)) == (b"a", b"\x02", None)
