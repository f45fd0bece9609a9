"""Without this, a customer's secret would not be shown when it can be, or the wrong account would be suspended."""

import pytest
from command_and_server import Answer, FakeApi, refusal

ACCOUNT = {
    "ResponseCode": "OK",
    "ResponseDescription": "OK",
    "AccountId": "1234567890123456",
    "AccountName": "Acme\x1b[2J",
    "Status": "active",
    "Prepaid": "false",
    "CreateDate": "Mon, 24 Dec 2018 16:58:22 +0800",
    "RequestId": "R",
}
MADE = ACCOUNT | {"AccessKeyId": "LTAI5tNew", "AccessKeySecret": "new-secret"}


def asked(api: FakeApi) -> list[tuple[str, dict[str, str]]]:
    names = ("AccountId", "AccountName", "Prepaid", "KeepFormer", "Marker", "Amount", "Reference")
    return [(action, {n: v for n, v in given.items() if n in names}) for action, given in api.seen()]


def test_create_shows_the_key_and_says_that_it_is_shown_once(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("CreateAccount", MADE)
    done = client("accounts", "create", "--prepaid", "Acme")
    assert done.returncode == 0
    assert "AccessKey secret  new-secret" in done.stdout.splitlines()
    assert "this once" in done.stderr
    assert "\x1b" not in done.stdout
    assert asked(api) == [("CreateAccount", {"AccountName": "Acme", "Prepaid": "true"})]


def test_list_shows_every_page(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    pages = [
        {"ResponseCode": "OK", "Accounts": [ACCOUNT], "IsTruncated": "true", "Marker": "1234567890123456"},
        {"ResponseCode": "OK", "Accounts": [ACCOUNT | {"AccountId": "1234567890123457"}], "IsTruncated": "false"},
    ]
    api.script("ListAccounts", *pages)
    done = client("accounts", "list")
    assert [line.split()[0] for line in done.stdout.splitlines()] == [
        "AccountId",
        "1234567890123456",
        "1234567890123457",
    ]
    assert asked(api) == [("ListAccounts", {}), ("ListAccounts", {"Marker": "1234567890123456"})]


@pytest.mark.parametrize(
    ("arguments", "operation", "extra"),
    [
        (("suspend",), "SuspendAccount", {}),
        (("resume",), "ResumeAccount", {}),
        (("rotate-root",), "RotateRootKey", {}),
        (("rotate-root", "--keep-former"), "RotateRootKey", {"KeepFormer": "true"}),
    ],
)
def test_each_action_calls_its_operation(api: FakeApi, client, arguments, operation: str, extra) -> None:  # type: ignore[no-untyped-def]
    api.script(operation, MADE if "rotate" in arguments[0] else ACCOUNT)
    done = client("accounts", *arguments, "1234567890123456")
    assert done.returncode == 0
    assert "Account id" in done.stdout
    assert ("this once" in done.stderr) is ("rotate" in arguments[0])
    assert asked(api) == [(operation, {"AccountId": "1234567890123456", **extra})]


@pytest.mark.parametrize(
    ("arguments", "operation", "extra"),
    [
        ((), "GetBalance", {}),
        (("--add", "5000000", "--reference", "bill 1"), "AddBalance", {"Amount": "5000000", "Reference": "bill 1"}),
        (("--add", "-30", "--reference", "refund"), "AddBalance", {"Amount": "-30", "Reference": "refund"}),
        (("--add", "0", "--reference", "opened"), "AddBalance", {"Amount": "0", "Reference": "opened"}),
    ],
)
def test_a_balance_is_shown_and_paid_into(api: FakeApi, client, arguments, operation: str, extra) -> None:  # type: ignore[no-untyped-def]
    id_ = "1234567890123456"
    api.script(operation, {"ResponseCode": "OK", "AccountId": id_, "Prepaid": "true", "Balance": "4999970"})
    done = client("accounts", "balance", *arguments, id_)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["Account", "id", id_],
        ["Prepaid", "true"],
        ["Balance", "4999970"],
    ]
    assert asked(api) == [(operation, {"AccountId": id_, **extra})]


def test_with_json_the_reply_is_printed_as_it_is(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("SuspendAccount", ACCOUNT)
    assert '"AccountId": "1234567890123456"' in client("accounts", "suspend", "--json", "1234567890123456").stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("create",), "needs NAME"),
        (("suspend",), "needs ID"),
        (("list", "1"), "takes nothing"),
        (("suspend", "--prepaid", "1"), "--prepaid goes with accounts create"),
        (("create", "--keep-former", "Acme"), "--keep-former goes with accounts rotate-root"),
        (("balance",), "needs ID"),
        (("balance", "--add", "5", "1"), "go together"),
        (("balance", "--reference", "bill", "1"), "go together"),
        (("suspend", "--add", "5", "--reference", "bill", "1"), "go with accounts balance"),
    ],
)
def test_what_makes_no_sense_asks_no_server(api: FakeApi, client, arguments, says: str) -> None:  # type: ignore[no-untyped-def]
    done = client("accounts", *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert asked(api) == []


def test_a_refusal_is_said(api: FakeApi, client) -> None:  # type: ignore[no-untyped-def]
    api.script("SuspendAccount", Answer({"ResponseCode": "ACCOUNT_NOT_EXISTS", "ResponseDescription": "no such"}))
    done = client("accounts", "suspend", "9")
    assert (done.returncode, "ACCOUNT_NOT_EXISTS" in done.stderr) == (1, True)
    api.script("ListAccounts", refusal("Forbidden", 403))
    assert "has no right" in client("accounts", "list").stderr
