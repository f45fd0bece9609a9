"""If these fail, an operator asks for one thing and another is done, or a new key's secret is lost to its owner."""

import json
import re
from pathlib import Path

import pytest
from command_and_server import FakeApi, refusal

from heliograph.cli import groups, keys, policies, ram, roles, users
from heliograph.cli.api import CHANGES
from heliograph.operations.registry import Registry

MODULES = {"users": users, "groups": groups, "keys": keys, "policies": policies, "roles": roles}
EVERY = [(name, action, ask) for name, module in MODULES.items() for action, ask in module.ASKS.items()]
VALUES = {"UserName": "alice", "GroupName": "ops", "RoleName": "sender", "PolicyName": "p", "VersionId": "v1"}
VALUES |= {"UserAccessKeyId": "LTAI5tKey"}
DOCUMENT = '{"Version":"1","Statement":[]}'
KEY = {"AccessKey": {"AccessKeyId": "LTAI5tNew", "AccessKeySecret": "new-secret", "Status": "Active"}}


def asked(api: FakeApi) -> list[tuple[str, dict[str, str]]]:
    return [
        (action, {n: v for n, v in given.items() if n[0].isupper() and n != "Authorization"})
        for action, given in api.seen()
    ]


@pytest.mark.parametrize(("name", "action", "ask"), EVERY, ids=lambda value: value if isinstance(value, str) else "")
def test_each_action_calls_its_operation_with_what_stands_behind_it(
    api: FakeApi, client, tmp_path: Path, name: str, action: str, ask: ram.Ask
) -> None:
    document = tmp_path / "document.json"
    document.write_text(DOCUMENT)
    api.script(ask.operation, {"RequestId": "R"})
    api.script("ListAccessKeys", {"RequestId": "R"})
    behind = [VALUES[parameter] for parameter in ask.takes] + ([str(document)] if ask.document else [])
    done = client(name, action, *behind, stdin="kE9-mossy-lantern\n")
    assert done.returncode == 0, done.stderr
    operation, sent = asked(api)[0]
    assert operation == ask.operation
    wanted = {**ask.fixed, **{parameter: VALUES[parameter] for parameter in ask.takes}}
    if ask.document:
        wanted[ask.document] = DOCUMENT
    assert wanted.items() <= sent.items()
    assert sent.keys() - wanted.keys() <= {"PolicyType", "Password", "PasswordResetRequired"}
    described = Registry().find("2015-05-01", operation).operation
    assert {parameter.name for parameter in described.parameters if parameter.required} <= sent.keys()
    assert sent.keys() <= {parameter.name for parameter in described.parameters}


@pytest.mark.parametrize(("name", "action", "ask"), EVERY, ids=lambda value: value if isinstance(value, str) else "")
def test_where_the_answer_is_read_is_where_the_server_puts_it(name: str, action: str, ask: ram.Ask) -> None:
    answers = {field.name: field for field in Registry().find("2015-05-01", ask.operation).operation.answers}
    if ask.rows is not None:
        wrapper, each = ask.rows
        assert [field.name for field in answers[wrapper].fields] == [each]
    if ask.found:
        assert answers[ask.found].fields


@pytest.mark.parametrize(("name", "action", "ask"), EVERY, ids=lambda value: value if isinstance(value, str) else "")
def test_where_to_look_is_known_of_each_action_whose_answer_may_be_lost(name: str, action: str, ask: ram.Ask) -> None:
    acts = Registry().find("2015-05-01", ask.operation).operation.changes
    look = re.search("`heliograph ([a-z]+) ([a-z]+)", CHANGES.get(ask.operation, ""))
    assert bool(look) is acts
    if look:
        assert look[1] == name
        shows = MODULES[name].ASKS[look[2]]
        assert shows.rows is not None or shows.found


def test_a_list_shows_every_page_and_nothing_that_commands_a_terminal(api: FakeApi, client) -> None:
    api.script(
        "ListUsers",
        {"Users": {"User": [{"UserName": "alice", "Comments": "\x1b[2Jx"}]}, "IsTruncated": True, "Marker": "alice"},
        {"Users": {"User": [{"UserName": "bob", "Comments": ""}]}, "IsTruncated": False},
    )
    done = client("users", "list")
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["UserName", "alice", "bob"]
    assert "\x1b" not in done.stdout
    assert [sent for _, sent in asked(api)] == [{}, {"Marker": "alice"}]


def test_json_is_the_server_s_reply(api: FakeApi, client) -> None:
    reply = {"Users": {"User": []}, "IsTruncated": False, "RequestId": "R"}
    api.script("ListUsers", reply)
    assert json.loads(client("users", "list", "--json").stdout) == reply


def test_the_secret_is_shown_and_said_to_be_shown_once(api: FakeApi, client) -> None:
    api.script("CreateAccessKey", KEY)
    done = client("keys", "create", "alice")
    assert "new-secret" in done.stdout
    assert "this once" in done.stderr


def test_rotation_says_how_the_older_key_is_retired(api: FakeApi, client) -> None:
    api.script("CreateAccessKey", KEY)
    rows = [{"AccessKeyId": "LTAI5tOld"}, {"AccessKeyId": "LTAI5tNew"}]
    api.script("ListAccessKeys", {"AccessKeys": {"AccessKey": rows}})
    done = client("keys", "rotate", "alice", "--endpoint", api.endpoint)
    assert f"heliograph keys disable --endpoint {api.endpoint} alice LTAI5tOld" in done.stderr


def test_options_go_with_their_actions(api: FakeApi, client, tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(DOCUMENT)
    for operation in ("CreateUser", "AttachPolicyToUser", "CreateRole"):
        api.script(operation, {"RequestId": "R"})
    client("users", "create", "alice", "--display-name", "A", "--comments", "c")
    client("users", "attach", "alice", "p", "--system")
    client("roles", "create", "sender", str(tmp_path / "t.json"), "--session-seconds", "7200", "--description", "d")
    sent = [{k: v for k, v in given.items() if k not in ("UserName", "RoleName")} for _, given in asked(api)]
    assert sent == [
        {"DisplayName": "A", "Comments": "c"},
        {"PolicyName": "p", "PolicyType": "System"},
        {"AssumeRolePolicyDocument": DOCUMENT, "MaxSessionDuration": "7200", "Description": "d"},
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("users", "create"),
        ("users", "list", "alice"),
        ("keys", "disable", "alice"),
        ("policies", "create", "p"),
        ("policies", "create", "p", "no-such-file.json"),
        ("roles", "trust", "sender"),
        ("users", "promote", "alice"),
    ],
)
def test_a_wrong_command_line_calls_nothing(api: FakeApi, client, arguments: tuple[str, ...]) -> None:
    assert client(*arguments).returncode == 2
    assert asked(api) == []


def test_a_file_that_is_no_policy_is_not_sent(api: FakeApi, client, tmp_path: Path) -> None:
    for name, octets in (("large", b" " * 70_000), ("binary", b"\xff\xfe")):
        (tmp_path / name).write_bytes(octets)
        assert client("policies", "create", "p", str(tmp_path / name)).returncode == 2
    assert asked(api) == []


def test_a_document_comes_from_standard_input(api: FakeApi, client) -> None:
    api.script("CreatePolicy", {"RequestId": "R"})
    assert client("policies", "create", "p", "-", stdin=DOCUMENT).returncode == 0
    assert asked(api)[0][1]["PolicyDocument"] == DOCUMENT


def test_an_option_behind_the_words_is_an_option(api: FakeApi, client) -> None:
    api.script("GetPolicy", {"RequestId": "R"})
    assert client("policies", "show", "p", "--json").stdout.strip() == '{\n  "RequestId": "R"\n}'


def test_a_refusal_is_told_with_its_code(api: FakeApi, client) -> None:
    api.script("GetUser", refusal("EntityNotExist.User", 404, "The user alice does not exist."))
    done = client("users", "show", "alice")
    assert done.returncode == 1
    assert "The user alice does not exist." in done.stderr
