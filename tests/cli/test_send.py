"""Without this, `heliograph send` would lose a message's id, or call a refusal a success."""

import json
from pathlib import Path

import pytest
from command_and_server import ACCESS_KEY_ID, ACCESS_KEY_SECRET, FakeApi, refusal, run

from heliograph.settings import RootKey, Secret, keep_root_key

SENT = {
    "ResponseCode": "OK",
    "NumberDetail": {"Carrier": "CMI", "Region": "HongKong", "Country": "China"},
    "RequestId": "F655A8D5-B967-440B-8683-DAD6FF8DE990",
    "Segments": "2",
    "ResponseDescription": "The SMS Send Request was accepted",
    "From": "Heliograph",
    "To": "85212345678",
    "MessageId": "1008030300312345",
}


def test_it_prints_the_id_the_segments_and_the_way_on(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("SendMessageToGlobe", SENT)
    done = client("send", "--to", "85212345678", "Hello")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "Message id  1008030300312345",
        "Segments    2",
        "To          85212345678",
        "Number      CMI, HongKong, China",
        "",
        "heliograph query --wait 1008030300312345   tells whether it arrives.",
    ]


def test_every_option_becomes_its_parameter_and_the_key_signs(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("SendMessageToGlobe", SENT)
    options = ["--from", "Heliograph", "--type", "OTP", "--validity", "60", "--task-id", "t-1"]
    assert client("send", "--to", "85212345678", *options, "你好 1").returncode == 0
    ((action, sent),) = api.seen()
    assert action == "SendMessageToGlobe"
    assert sent.pop("Authorization").startswith(f"ACS3-HMAC-SHA256 Credential={ACCESS_KEY_ID},")
    assert sent == {
        "To": "85212345678",
        "Message": "你好 1",
        "From": "Heliograph",
        "Type": "OTP",
        "ValidityPeriod": "60",
        "TaskId": "t-1",
    }


def test_what_is_not_given_is_not_sent(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("SendMessageToGlobe", SENT)
    client("send", "--to", "85212345678", "--", "--json")
    ((_, sent),) = api.seen()
    assert set(sent) == {"To", "Message", "Authorization"}
    assert sent["Message"] == "--json"


def test_a_program_reads_the_reply_as_it_is(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("SendMessageToGlobe", SENT)
    assert json.loads(client("send", "--json", "--to", "85212345678", "Hello").stdout) == SENT


@pytest.mark.parametrize(
    ("stdin", "sent"), [("from a pipe\n", "from a pipe"), ("two\nlines\r\n", "two\nlines"), ("  é  ", "  é  ")]
)
def test_a_text_can_come_from_a_pipe(api: FakeApi, client, stdin: str, sent: str) -> None:  # type: ignore[no-untyped-def]
    api.script("SendMessageToGlobe", SENT)
    assert client("send", "--to", "85212345678", stdin=stdin).returncode == 0
    ((_, parameters),) = api.seen()
    assert parameters["Message"] == sent


@pytest.mark.parametrize(
    ("stdin", "says"), [(b"", "is empty"), (b"\xff", "is not UTF-8 text"), (b"x" * 200_000, "longer than any message")]
)
def test_a_pipe_without_a_text_is_a_wrong_command_line(api: FakeApi, client, stdin: bytes, says: str) -> None:  # type: ignore[no-untyped-def]
    done = client("send", "--to", "85212345678", stdin=stdin)
    assert done.returncode == 2
    assert says in done.stderr
    assert api.seen() == []


def test_a_refused_message_is_status_1(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    refused = {"ResponseCode": "MOBILE_NUMBER_ILLEGAL", "ResponseDescription": "To is no number.", "RequestId": "R"}
    api.script("SendMessageToGlobe", refused)
    done = client("send", "--to", "12", "Hello")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "heliograph: refused: MOBILE_NUMBER_ILLEGAL: To is no number.\n"
    done = client("send", "--json", "--to", "12", "Hello")
    assert (done.returncode, json.loads(done.stdout)) == (1, refused)


@pytest.mark.parametrize(
    ("code", "status", "says"),
    [
        ("InvalidAccessKeyId.NotFound", 404, f"the server does not know the AccessKey {ACCESS_KEY_ID}"),
        ("InvalidAccessKeyId.Inactive", 400, "is disabled"),
        ("SignatureDoesNotMatch", 400, f"the secret from the environment is not that of the AccessKey {ACCESS_KEY_ID}"),
        ("InvalidTimeStamp.Expired", 400, "clock and the server's are more than 15 minutes apart"),
        ("InvalidSecurityToken.Expired", 400, "the security token from the environment is wrong or has expired"),
        ("Throttling.User", 400, "too many calls in a second"),
        ("NoPermission", 403, "has no right to do this"),
        ("InternalError", 500, "the server refused the call with InternalError (HTTP 500): the server's words"),
    ],
)
def test_a_refusal_of_the_gateway_says_what_to_do(api: FakeApi, client, code: str, status: int, says: str) -> None:  # type: ignore[no-untyped-def]
    api.script("SendMessageToGlobe", refusal(code, status, "the server's words"))
    done = client("send", "--to", "85212345678", "Hello")
    assert (done.returncode, done.stdout) == (1, "")
    assert says in done.stderr
    assert f"See http://127.0.0.1/errors/{code}" in done.stderr
    assert ACCESS_KEY_SECRET not in done.stderr
    shown = json.loads(client("send", "--json", "--to", "85212345678", "Hello").stdout)
    assert (shown["Code"], shown["RequestId"]) == (code, "REQ-1")


def test_what_was_signed_is_not_repeated_in_an_error(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    """The gateway's text on a wrong signature holds the number and the message."""
    api.script("SendMessageToGlobe", refusal("SignatureDoesNotMatch", 400, "string to sign is:POST&To%3D85212345678"))
    assert "85212345678" not in client("send", "--to", "85212345678", "Hello").stderr


def test_no_server_is_status_3_and_says_how_to_start_one(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    done = client("send", "--endpoint", "127.0.0.1:1", "--to", "85212345678", "Hello")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("heliograph: no answer from 127.0.0.1:1: ")
    assert "Is the server running? `heliograph serve` starts it." in done.stderr
    assert "Traceback" not in done.stderr


def test_an_answer_that_is_none_of_ours_is_told(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("SendMessageToGlobe", {"hello": "world"})
    done = client("send", "--to", "85212345678", "Hello")
    assert done.returncode == 1
    assert "no ResponseCode" in done.stderr


def test_on_this_machine_the_root_key_signs(api: FakeApi, tmp_path: Path) -> None:
    keep_root_key(tmp_path / ".heliograph", RootKey("LTAIroot", Secret("root-secret")))
    api.script("SendMessageToGlobe", SENT)
    arguments = ["send", "--endpoint", api.endpoint, "--to", "85212345678", "Hello"]
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    ((_, sent),) = api.seen()
    assert "Credential=LTAIroot," in sent["Authorization"]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = run(*arguments, cwd=elsewhere)
    assert done.returncode == 4
    assert "no key: .heliograph/credentials.json is not there" in done.stderr
    done = run(*arguments, "--data", "../.heliograph", cwd=elsewhere)
    assert done.returncode == 0
