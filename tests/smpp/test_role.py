"""Who may ask what decides which link a message can travel on."""

from heliograph.smpp.layout import PDU_OF
from heliograph.smpp.pdu import ENQUIRE_LINK, RESPONSE, UNBIND
from heliograph.smpp.role import BINDS, REQUESTS, WITHOUT_RESPONSE, Role


def test_every_request_has_its_side() -> None:
    requests = {command_id for command_id in PDU_OF if not command_id & RESPONSE}
    told = REQUESTS[Role.ESME] | REQUESTS[Role.SMSC] | BINDS | WITHOUT_RESPONSE | {ENQUIRE_LINK, UNBIND}
    assert told == requests


def test_commands_without_a_response_have_none() -> None:
    assert not any(command_id | RESPONSE in PDU_OF for command_id in WITHOUT_RESPONSE)
