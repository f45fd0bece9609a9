"""If this fails, a caller takes a refusal for success, or is not told the code and what to do."""

import json

import pytest

from heliograph.client.answer import UNREADABLE, ApiError, read_answer
from heliograph.http import Response

ERROR = {
    "RequestId": "4C467B38-3910-447D-87BC-AC049166F216",
    "HostId": "127.0.0.1:8080",
    "Code": "Throttling.User",
    "Message": "Request was denied due to user flow control.",
    "Recommend": "http://127.0.0.1:8080/errors/Throttling.User",
}


def reply(status: int, document: object, **headers: str) -> Response:
    shown = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Response(status, json.dumps(document).encode(), headers=shown)


def test_an_answer_is_its_document() -> None:
    answer = read_answer(reply(200, {"RequestId": "R-1", "ResponseCode": "OK", "NumberDetail": {"Country": "Germany"}}))
    assert answer["ResponseCode"] == "OK"
    assert answer.request_id == "R-1"
    assert dict(answer) == {"RequestId": "R-1", "ResponseCode": "OK", "NumberDetail": {"Country": "Germany"}}
    assert "Status" not in answer
    assert repr(answer).startswith("Answer({")


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
def test_an_error_has_all_that_the_server_said(status: int) -> None:
    with pytest.raises(ApiError) as raised:
        read_answer(reply(status, ERROR, X_Acs_Retry_After="250"))
    error = raised.value
    assert (error.code, error.message, error.status) == (ERROR["Code"], ERROR["Message"], status)
    assert (error.request_id, error.recommend, error.retry_after_ms) == (ERROR["RequestId"], ERROR["Recommend"], 250)
    assert str(error) == f"{ERROR['Code']}: {ERROR['Message']}"


@pytest.mark.parametrize("waits", ["", "-1", "soon", "1.5", "²"])
def test_a_wait_that_cannot_be_read_is_none(waits: str) -> None:
    with pytest.raises(ApiError) as raised:
        read_answer(reply(400, ERROR, x_acs_retry_after=waits))
    assert raised.value.retry_after_ms == 0


@pytest.mark.parametrize(
    "response",
    [
        Response(200, b"", content_type=""),
        Response(200, b"<html>Sign in to the hotel's network</html>", content_type="text/html"),
        Response(200, b"[1]"),
        Response(200, b'{"RequestId"'),
        Response(200, b"\xff\xfe"),
        Response(200, b"[" * 100_000),
        Response(302, b"", content_type=""),
        Response(302, b'{"location": "/"}'),
        Response(502, b"<html>Bad Gateway</html>", content_type="text/html"),
        Response(500, b'{"error": "elsewhere"}'),
    ],
)
def test_what_is_no_reply_of_the_api_is_never_success(response: Response) -> None:
    with pytest.raises(ApiError) as raised:
        read_answer(response)
    assert raised.value.code == UNREADABLE
    assert raised.value.status == response.status
    assert str(response.status) in raised.value.message
