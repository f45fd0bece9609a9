"""Without this, an operator could not say under whose name messages go out."""

import json

import pytest
from command_and_server import FakeApi

ROW = {"SignName": "阿里云", "State": "rejected", "Reason": "Not yours.", "Revision": "1", "ReadOnly": "false"}
OK = {"ResponseCode": "OK", "ResponseDescription": "OK", "RequestId": "REQ-1"}


@pytest.mark.parametrize(
    ("arguments", "action", "parameters"),
    [
        (["add", "阿里云"], "CreateSignature", {}),
        (["show", "阿里云"], "GetSignature", {}),
        (["approve", "阿里云", "--revision", "1"], "ApproveSignature", {"Revision": "1"}),
        (["show", "阿里云", "--account", "12"], "GetSignature", {"AccountId": "12"}),
        (["approve", "阿里云", "--account", "12"], "ApproveSignature", {"AccountId": "12"}),
        (["reject", "阿里云", "--account", "12"], "RejectSignature", {"AccountId": "12"}),
        (["reject", "阿里云", "--reason", "Not yours."], "RejectSignature", {"Reason": "Not yours."}),
    ],
)
def test_a_command_calls_its_operation_and_shows_the_signature(
    api: FakeApi,
    client,  # type: ignore[no-untyped-def]
    arguments: list[str],
    action: str,
    parameters: dict[str, str],
) -> None:
    api.script(action, OK | ROW)
    done = client("signatures", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    ((called, sent),) = api.seen()
    del sent["Authorization"]
    assert (called, sent) == (action, {"SignName": "阿里云", **parameters})
    lines = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert (lines["Name"], lines["State"], lines["Reason"]) == ("阿里云", "rejected", "Not yours.")
    assert json.loads(client("signatures", *arguments, "--json").stdout) == OK | ROW


def test_removing_says_nothing_when_it_worked(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("DeleteSignature", OK)
    done = client("signatures", "remove", "阿里云")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_line_a_signature(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("ListSignatures", OK | {"Signatures": [ROW], "IsTruncated": "false"})
    lines = client("signatures", "list", "--account", "12").stdout.splitlines()
    assert [call["AccountId"] for _, call in api.seen()] == ["12"]
    assert [line.split() for line in lines] == [
        ["SignName", "State", "Reason"],
        ["阿里云", "rejected", "Not", "yours."],
    ]
    api.script("ListSignatures", OK | {"Signatures": [], "IsTruncated": "false"})
    assert "signatures add NAME" in client("signatures", "list").stderr
