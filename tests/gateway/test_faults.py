"""If these fail, an error leads nowhere, or names the wrong host."""

import pytest

from heliograph.gateway.faults import Fault, document, fault, invalid, missing, throttled
from heliograph.http.request import Request

ID = "F655A8D5-B967-440B-8683-DAD6FF8D28D0"


def request(host: str, secure: bool = False) -> Request:
    return Request("GET", "/", "/", "", {"host": (host,)} if host else {}, b"", secure=secure)


@pytest.mark.parametrize(
    ("host", "secure", "host_id", "recommend"),
    [
        ("127.0.0.1:8088", False, "127.0.0.1:8088", "http://127.0.0.1:8088/errors/InvalidParameter.Format"),
        ("sms.example", True, "sms.example", "https://sms.example/errors/InvalidParameter.Format"),
        ("http://127.0.0.1:8088", False, "127.0.0.1:8088", "http://127.0.0.1:8088/errors/InvalidParameter.Format"),
        ("", False, "", "/errors/InvalidParameter.Format"),
    ],
)
def test_the_document_has_what_clients_read_and_leads_to_our_own_page(
    host: str, secure: bool, host_id: str, recommend: str
) -> None:
    """The endpoint of some SDKs may be given with a scheme, which they send in Host."""
    found = document(Fault("InvalidParameter.Format", 400, "Text."), request(host, secure), ID)
    assert list(found.items()) == [
        ("RequestId", ID),
        ("HostId", host_id),
        ("Code", "InvalidParameter.Format"),
        ("Message", "Text."),
        ("Recommend", recommend),
    ]


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("InvalidApi.NotFound", 404),
        ("NoSuchVersion", 400),
        ("UnsupportedHTTPMethod", 400),
        ("InvalidParameter", 400),
        ("InvalidParameter.Format", 400),
        ("InvalidAccessKeyId.NotFound", 404),
        ("InvalidAccessKeyId.Inactive", 400),
        ("MissingSecurityToken", 400),
        ("InvalidSecurityToken.MismatchWithAccessKey", 400),
        ("InvalidTimeStamp.Format", 400),
        ("InvalidTimeStamp.Expired", 400),
        ("InvalidSignatureMethod", 400),
        ("IncompleteSignature", 400),
        ("SignatureDoesNotMatch", 400),
        ("SignatureNonceUsed", 400),
        ("Throttling.User", 400),
        ("InternalError", 500),
        ("ServiceUnavailable", 503),
    ],
)
def test_each_code_has_its_status_and_a_sentence_from_the_catalogue(code: str, status: int) -> None:
    found = fault(code)
    assert (found.code, found.status) == (code, status)
    assert len(found.text) > 10
    assert fault(code, "Another text.").text == "Another text."


def test_what_is_missing_or_unreadable_is_named() -> None:
    assert missing("To") == Fault("MissingTo", 400, "To is mandatory for this action.")
    assert missing("Timestamp", "The header x-acs-date").text == "The header x-acs-date is mandatory for this action."
    assert invalid("Delivered", "It must be true or false.") == Fault(
        "InvalidDelivered", 400, "Specified parameter Delivered is not valid. It must be true or false."
    )


def test_throttling_says_how_long_to_wait() -> None:
    assert throttled(250).retry_after_ms == 250
    assert throttled(250).code == "Throttling.User"
    assert throttled(250, everybody=True).code == "Throttling.Api"
