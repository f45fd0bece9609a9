"""Without this, an operator could not keep, approve or stop what customers send, or would do it to the wrong one."""

import json

import pytest
from command_and_server import ACCESS_KEY_SECRET, FakeApi, refusal

ROW = {
    "TemplateCode": "SMS_1",
    "TemplateContent": "Your code is ${code}.\x1b[2J",
    "TemplateType": "OTP",
    "Variables": '["code"]',
    "State": "pending",
    "Revision": "1",
    "ReadOnly": "false",
}
OK = {"ResponseCode": "OK", "ResponseDescription": "OK", "RequestId": "REQ-1"}


def asked(api: FakeApi) -> tuple[str, dict[str, str]]:
    """The one call that was made: its action and its own parameters."""
    ((action, parameters),) = api.seen()
    return action, {name: value for name, value in parameters.items() if name != "Authorization"}


@pytest.mark.parametrize(
    ("arguments", "action", "parameters"),
    [
        (["add", "Hi ${name}"], "CreateTemplate", {"TemplateContent": "Hi ${name}"}),
        (
            ["add", "Hi", "--code", "SMS_1", "--name", "greeting", "--type", "MKT"],
            "CreateTemplate",
            {"TemplateContent": "Hi", "TemplateCode": "SMS_1", "TemplateName": "greeting", "TemplateType": "MKT"},
        ),
        (["show", "SMS_1"], "GetTemplate", {"TemplateCode": "SMS_1"}),
        (["approve", "SMS_1"], "ApproveTemplate", {"TemplateCode": "SMS_1"}),
        (["show", "SMS_1", "--account", "12"], "GetTemplate", {"TemplateCode": "SMS_1", "AccountId": "12"}),
        (["approve", "SMS_1", "--account", "12"], "ApproveTemplate", {"TemplateCode": "SMS_1", "AccountId": "12"}),
        (["reject", "SMS_1", "--account", "12"], "RejectTemplate", {"TemplateCode": "SMS_1", "AccountId": "12"}),
        (["approve", "SMS_1", "--revision", "3"], "ApproveTemplate", {"TemplateCode": "SMS_1", "Revision": "3"}),
        (["reject", "SMS_1"], "RejectTemplate", {"TemplateCode": "SMS_1"}),
        (
            ["reject", "SMS_1", "--reason", "Not yours.", "--revision", "2"],
            "RejectTemplate",
            {"TemplateCode": "SMS_1", "Reason": "Not yours.", "Revision": "2"},
        ),
    ],
)
def test_a_command_calls_its_operation_and_shows_the_template(
    api: FakeApi,
    client,  # type: ignore[no-untyped-def]
    arguments: list[str],
    action: str,
    parameters: dict[str, str],
) -> None:
    api.script(action, OK | ROW)
    done = client("templates", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert asked(api) == (action, parameters)
    lines = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert lines["Code"] == "SMS_1"
    assert lines["Content"] == "Your code is ${code}.�[2J"
    assert (lines["State"], lines["Revision"]) == ("pending", "1")
    assert json.loads(client("templates", *arguments, "--json").stdout) == OK | ROW


def test_removing_says_nothing_when_it_worked(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("DeleteTemplate", OK)
    done = client("templates", "remove", "SMS_1", "--revision", "2")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert asked(api) == ("DeleteTemplate", {"TemplateCode": "SMS_1", "Revision": "2"})


def test_the_list_is_whole_however_many_pages_it_has(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    pages = [
        OK | {"Templates": [ROW], "IsTruncated": "true", "NextAfter": "SMS_1"},
        OK | {"Templates": [ROW | {"TemplateCode": "SMS_2" + "2" * 40}], "IsTruncated": "false"},
    ]
    api.script("ListTemplates", *pages)
    done = client("templates", "list", "--account", "12")
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["TemplateCode", "State", "TemplateType", "TemplateName", "TemplateContent"]
    assert [line.split()[0] for line in lines[1:]] == ["SMS_1", "SMS_2" + "2" * 34 + "…"]
    assert lines[1].index("Your code") == lines[0].index("TemplateContent")
    assert "\x1b" not in done.stdout
    assert [(call["AccountId"], call.get("After")) for _, call in api.seen()] == [("12", None), ("12", "SMS_1")]
    api.script("ListTemplates", *pages)
    found = [json.loads(line)["TemplateCode"] for line in client("templates", "list", "--json").stdout.splitlines()]
    assert found == ["SMS_1", "SMS_2" + "2" * 40]


def test_an_empty_list_says_how_to_begin(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("ListTemplates", OK | {"Templates": [], "IsTruncated": "false"})
    done = client("templates", "list")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "heliograph: no templates yet: heliograph templates add CONTENT makes one.\n"
    assert client("templates", "list", "--json").stderr == ""


def test_what_is_refused_is_said_with_its_code(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("ApproveTemplate", {"ResponseCode": "DATA_CHANGED", "ResponseDescription": "It is at revision 2."})
    done = client("templates", "approve", "SMS_1", "--revision", "1")
    assert (done.returncode, done.stdout) == (1, "")
    assert "DATA_CHANGED: It is at revision 2." in done.stderr
    api.script("ApproveTemplate", refusal("NoPermission", 403))
    assert client("templates", "approve", "SMS_1").returncode == 1


def test_a_server_that_is_not_there_and_half_a_key_have_their_codes(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    assert client("templates", "show", "SMS_1", "--endpoint", "127.0.0.1:1").returncode == 3
    assert client("templates", "list", ALIBABA_CLOUD_ACCESS_KEY_ID="").returncode == 4


def test_a_wrong_line_leads_to_the_help_of_its_own_command(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    done = client("templates", "approve")
    assert done.returncode == 2
    assert done.stderr.endswith("see: heliograph templates approve --help\n")
    done = client("templates", "aprove", "SMS_1")
    assert done.returncode == 2
    assert done.stderr.endswith("see: heliograph templates --help\n")
    assert ACCESS_KEY_SECRET not in done.stderr
    assert client("templates", "add", "x", "--type", "otp").returncode == 2
    assert api.seen() == []
