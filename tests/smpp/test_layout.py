"""The table of fields and the values must agree, or every field after the first slip is read as its neighbour."""

import msgspec
import pytest

from heliograph.smpp import pdu as smpp
from heliograph.smpp.layout import COMMAND_OF, LAYOUT, PDU_OF


@pytest.mark.parametrize("kind", sorted(LAYOUT, key=lambda kind: kind.__name__), ids=lambda kind: kind.__name__)
def test_the_fields_stand_in_the_order_of_the_pdu(kind: type[smpp.Pdu]) -> None:
    names = [field.name for field in msgspec.structs.fields(kind)]
    optional = [name for name in ("tlvs", "tail") if name in names]
    assert [field.name for field in LAYOUT[kind]] + optional == names


def test_each_pdu_has_one_command_id_and_each_response_its_request() -> None:
    assert len(COMMAND_OF) == len(PDU_OF) == len(LAYOUT) == 27
    for command_id, kind in PDU_OF.items():
        if command_id & smpp.RESPONSE and command_id != smpp.GENERIC_NACK:
            request = PDU_OF[command_id & ~smpp.RESPONSE]
            assert kind.__name__ == f"{request.__name__}Resp"
