"""Without this, a customer's credential made from the command line would be another than asked for, or lost unseen."""

OK = {"ResponseCode": "OK", "ResponseDescription": "OK", "RequestId": "REQ-1"}


def test_create_shows_system_id_and_password_and_asks_for_what_is_given(api, client):
    api.script("CreateSmppCredential", {**OK, "SystemId": "shop-1", "Password": "h7KdPq3x"})
    done = client(
        *("smpp", "create", "--system-id", "shop-1", "--account", "7", "--long-messages", "reassemble"),
        *("--allow", "203.0.113.0/24", "--binds", "2", "--window", "5", "--rate", "9", "--user", "alice"),
    )
    assert (done.returncode, done.stdout.split()) == (0, ["system_id", "shop-1", "password", "h7KdPq3x"])
    ((_, asked),) = api.seen()
    wanted = {
        "SystemId": "shop-1",
        "UserName": "alice",
        "PasswordLength": "8",
        "LongMessages": "reassemble",
        "Receipts": "SmsReport,SmsUp",
        "AllowedAddresses": "203.0.113.0/24",
        "BindsMax": "2",
        "Window": "5",
        "SubmitsPerSecond": "9",
        "AccountId": "7",
    }
    assert {name: asked.get(name) for name in wanted} == wanted


def test_what_is_not_given_is_not_asked(api, client):
    api.script("CreateSmppCredential", {**OK, "SystemId": "hx", "Password": "p"})
    assert client("smpp", "create").returncode == 0
    ((_, asked),) = api.seen()
    assert {"SystemId", "UserName", "AllowedAddresses", "BindsMax", "Window", "AccountId"}.isdisjoint(asked)


def test_list_is_a_table_and_harmless(api, client):
    row = {"SystemId": "shop-1", "LongMessages": "pass-through", "Waiting": "12", "UserName": "al\x1b[2Jice"}
    api.script("ListSmppCredentials", {**OK, "Credentials": [row]})
    done = client("smpp", "list")
    head, line = done.stdout.splitlines()
    assert head.split()[0] == "SystemId"
    assert line.split()[0] == "shop-1" and "12" in line.split()
    assert "\x1b" not in done.stdout


def test_none_is_said_on_standard_error(api, client):
    api.script("ListSmppCredentials", {**OK, "Credentials": []})
    done = client("smpp", "list")
    assert (done.returncode, done.stdout) == (0, "")
    assert "no credentials yet" in done.stderr


def test_delete_is_its_operation_and_json_is_the_reply(api, client):
    api.script("DeleteSmppCredential", OK)
    done = client("smpp", "delete", "shop-1", "--json")
    assert done.returncode == 0 and "REQ-1" in done.stdout
    ((_, asked),) = api.seen()
    assert asked["SystemId"] == "shop-1"
