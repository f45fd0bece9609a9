"""If these fail, an operator reads yes where the server says no, or no reason where there is one."""

from command_and_server import FakeApi

ROW = {
    "Policy": "p",
    "Version": "v1",
    "AttachedTo": "RamUser",
    "Statement": "0",
    "Effect": "Allow",
    "Covers": "true",
}
OTHER = ROW | {"Statement": "1", "Effect": "Deny", "Covers": "false", "WhyNot": "Its Action ram:* does not cover it."}
REPLY = {"ResponseCode": "OK", "Allowed": "true", "Decision": "Allowed", "PolicyType": "T", "Statements": [ROW, OTHER]}


def test_it_says_yes_and_what_each_statement_has_to_do_with_it(api: FakeApi, client) -> None:
    api.script("ExplainAccess", REPLY)
    done = client("can", "alice", "dysms:QueryMessage", "--source-ip", "192.0.2.7", "--tls")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "yes (T)",
        "+ Allow, statement 0 of p v1 (RamUser): covers it.",
        "- Deny, statement 1 of p v1 (RamUser): Its Action ram:* does not cover it.",
    ]
    [(_, sent)] = api.seen()
    assert {name: sent.get(name) for name in ("UserName", "AuthAction", "SourceIp", "SecureTransport")} == {
        "UserName": "alice",
        "AuthAction": "dysms:QueryMessage",
        "SourceIp": "192.0.2.7",
        "SecureTransport": "True",
    }
    assert "AuthResource" not in sent


def test_it_says_no_and_ends_so(api: FakeApi, client) -> None:
    api.script("ExplainAccess", REPLY | {"Allowed": "false", "Decision": "ImplicitDeny", "Statements": []})
    done = client("can", "role/sender", "ram:GetUser", "acs:ram:*:1:user/a")
    assert done.returncode == 1
    assert done.stdout.splitlines() == ["no: no statement allows it (T)", "- no policy is attached."]
    [(_, sent)] = api.seen()
    assert (sent["RoleName"], sent["AuthResource"]) == ("sender", "acs:ram:*:1:user/a")
