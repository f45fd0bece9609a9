"""A code without its text leaves people with a word; a wrong HTTP status makes SDKs retry what cannot succeed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.codes import (
    CODES,
    KINDS,
    business,
    delivery,
    explain,
    gateway_code,
    gateway_fault,
    meaning,
    queue_code,
)
from heliograph.sms.command_status import STATUSES
from heliograph.sms.message_state import MESSAGE_STATES


def test_every_row_is_whole():
    assert len(CODES) > 200
    assert {code.kind for code in CODES} == set(KINDS)
    for code in CODES:
        assert code.message
        assert code.advice
        assert code.source
        assert code.message == code.message.strip()
        assert 200 <= code.status < 600


def test_error_documents_are_errors_and_answers_are_not():
    for code in CODES:
        assert (code.status >= 400) == (code.kind in {"gateway", "front", "ram", "sts", "mns"})


@pytest.mark.parametrize(
    ("code", "status", "text"),
    [
        ("InvalidAccessKeyId.NotFound", 404, "Specified access key is not found."),
        ("SignatureNonceUsed", 400, "Specified signature nonce was used already."),
        ("NoPermission", 403, "You are not authorized to do this action. You should be authorized by RAM."),
        ("InternalError", 500, "The request processing has failed due to some unknown error, exception or failure."),
        ("ServiceUnavailable", 503, "The request has failed due to a temporary failure of the server."),
        ("MissingTo", 400, "To is mandatory for this action."),
        ("InvalidTimestamp", 400, "Specified parameter Timestamp is not valid."),
        ("EntityNotExist.User", 404, "The user does not exist."),
    ],
)
def test_a_gateway_code_has_its_status_and_the_text_that_clients_compare(code: str, status: int, text: str):
    assert gateway_fault(code) == (status, text)
    assert gateway_code(code).code == code


def test_ram_and_sts_read_a_code_their_own_way():
    assert gateway_code("NoPermission", "Ram").message == "You are not authorized to do this action."
    assert gateway_code("InternalError", "Sts").message == "STS Server Internal Error happened."
    assert gateway_code("Throttling.User", "Ram") == gateway_code("Throttling.User")


def test_the_queues_read_a_code_their_own_way():
    assert (queue_code("SignatureDoesNotMatch").status, gateway_code("SignatureDoesNotMatch").status) == (403, 400)
    assert queue_code("InvalidSecurityToken.Expired") == gateway_code("InvalidSecurityToken.Expired")
    with pytest.raises(KeyError):
        queue_code("Nonsense")
    with pytest.raises(KeyError):
        gateway_code("QueueNotExist")


@pytest.mark.parametrize("code", ["", "Missing", "Invalid", "Nonsense", "InvalidTimeStamp.Expird", "UNDELIV"])
def test_a_gateway_code_that_is_not_in_the_catalogue_is_a_bug(code: str):
    with pytest.raises(KeyError, match="no gateway code"):
        gateway_code(code)
    assert all(found.kind == "receipt" for found in explain(code))


def test_a_business_code_has_its_number_towards_smpp_customers():
    found = business("MOBILE_NUMBER_ILLEGAL")
    assert found is not None
    assert (found.status, found.smpp) == (200, 33)
    assert business("InternalError") is None


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("DELIVERED", "success"),
        ("success", "success"),
        ("UNDELIV", "cannot be delivered"),
        ("EXPIRED", "validity"),
        ("DELETED", "withdrawn"),
        ("REJECTED", "refused"),
        ("UNKNOWN", "not known"),
        ("ESME_RINVDSTADR", "recipient refused"),
        ("ESME_00000401", "0x00000401"),
        ("SP_UNKNOW_ERROR", "carrier"),
        ("HLR_BARRED", "the carrier's own word"),
    ],
)
def test_every_delivery_code_is_described(code: str, said: str):
    assert said in delivery(code)
    assert meaning(code) == delivery(code)


def test_a_response_code_means_what_the_catalogue_says():
    assert meaning("DATA_NOT_EXIST") == "The queried message record does not exist."


def test_every_code_of_the_catalogue_can_be_explained():
    for code in CODES:
        assert code in explain(code.code)
    for state in MESSAGE_STATES.values():
        assert explain(state.code)[0].message == ("success" if state.code == "DELIVERED" else state.meaning)
    for status in STATUSES.values():
        assert explain(status.name)[0].message == status.meaning
    assert explain("MissingTo")[0].message == "To is mandatory for this action."


@given(st.text(max_size=40))
def test_no_word_from_outside_breaks_the_catalogue(word: str):
    assert meaning(word)
    assert isinstance(explain(word), tuple)
    assert business(word) is None or business(word) in CODES
