"""If these fail, a customer cannot bind, binds with more rights than it has, or passwords are kept."""

import pytest

from heliograph.identity import Credential
from heliograph.identity.account import Account
from heliograph.identity.entity import put
from heliograph.identity.smpp_credential import is_password
from heliograph.identity.user import User
from heliograph.operations.heliograph_2026_11_01.create_smpp_credential import create_smpp_credential
from heliograph.operations.heliograph_2026_11_01.create_subscription import create_subscription
from heliograph.operations.heliograph_2026_11_01.delete_smpp_credential import delete_smpp_credential
from heliograph.operations.heliograph_2026_11_01.delete_subscription import delete_subscription
from heliograph.operations.heliograph_2026_11_01.list_smpp_credentials import list_smpp_credentials
from heliograph.operations.smpp_credentials import CREDENTIALS_MAX, SmppCredentials
from heliograph.sms.subscription import Reached, decode_subscription

ACCOUNT = "1000000000000001"
OTHER = "2000000000000002"
CUSTOMER = Credential("LTAIother", "secret", OTHER)


async def records_of(bench) -> str:
    kinds = ("smpp_credential", "subscription")
    found = [record for kind in kinds for record in await bench.records.records(kind, limit=100)]
    return "".join(f"{record.key}{record.body.decode()}" for record in found)


@pytest.fixture
async def customer(bench):
    await bench.identities.change(lambda directory: ([put(Account(id=OTHER, name="Shop", created=1))], None))
    await bench.identities.change(
        lambda directory: ([put(User(account=OTHER, id="21", name="alice", created=1, updated=1))], None)
    )
    return CUSTOMER


async def test_the_password_is_shown_once_and_kept_as_a_hash(bench):
    made = await bench.call(create_smpp_credential, SystemId="shop-1")
    password = made.fields["Password"]
    assert len(password) == 8
    assert is_password(password, bench.smpp.find("shop-1"))
    assert not is_password(password[:-1] + "?", bench.smpp.find("shop-1"))
    assert password not in await records_of(bench)
    listed = await bench.call(list_smpp_credentials)
    assert [one["SystemId"] for one in listed.fields["Credentials"]] == ["shop-1"]
    assert "Password" not in listed.fields["Credentials"][0]


async def test_a_credential_is_a_subscription_of_its_account(bench):
    await bench.call(create_smpp_credential, SystemId="shop-1", Receipts="SmsReport")
    record = await bench.records.record("subscription", ACCOUNT, "smpp-shop-1")
    subscription = decode_subscription(record.body)
    assert (subscription.kind, subscription.receipts) == (Reached.SMPP, ("SmsReport",))
    assert bench.hints == ["subscriptions"], "the door is told"
    refused = await bench.call(delete_subscription, SubscriptionId="smpp-shop-1")
    assert refused.code == "INVALID_PARAMETERS", "without it the credential would get no receipts"


async def test_what_is_set_is_shown_and_a_new_start_reads_it(bench):
    given = {"LongMessages": "reassemble", "BindsMax": "2", "Window": "5", "SubmitsPerSecond": "9"}
    await bench.call(create_smpp_credential, SystemId="s", AllowedAddresses="203.0.113.0/24, 10.0.0.1", **given)
    [shown] = (await bench.call(list_smpp_credentials)).fields["Credentials"]
    assert {name: shown[name] for name in given} == given
    assert shown["AllowedAddresses"] == "203.0.113.0/24,10.0.0.1/32"
    fresh = SmppCredentials()
    await fresh.load(bench.records)
    assert fresh.find("s") == bench.smpp.find("s")
    assert len(fresh) == 1


async def test_a_user_makes_none_that_may_do_more_than_the_user(bench, customer):
    user = Credential("LTAIalice", "secret", OTHER, user="21")
    made = await bench.call(create_smpp_credential, caller=user)
    assert bench.smpp.find(made.fields["SystemId"]).user == "21"
    assert made.fields["UserName"] == "alice"


async def test_a_user_of_the_account_can_be_named(bench, customer):
    made = await bench.call(create_smpp_credential, caller=customer, UserName="alice")
    assert bench.smpp.find(made.fields["SystemId"]).user == "21"
    assert (await bench.call(create_smpp_credential, caller=customer, UserName="bob")).code == "INVALID_PARAMETERS"


async def test_only_the_operator_chooses_system_ids_and_each_is_there_once(bench, customer):
    assert (await bench.call(create_smpp_credential, caller=customer, SystemId="mine")).code == "RAM_PERMISSION_DENY"
    made = await bench.call(create_smpp_credential, SystemId="mine", AccountId=OTHER)
    assert made.code == "OK"
    assert bench.smpp.find("mine").account == OTHER
    assert (await bench.call(create_smpp_credential, SystemId="mine")).code == "DATA_EXISTS"


async def test_deleting_ends_credential_and_subscription_and_others_are_not_to_be_had(bench, customer):
    made = await bench.call(create_smpp_credential, caller=customer)
    system_id = made.fields["SystemId"]
    assert (await bench.call(delete_smpp_credential, SystemId=system_id)).code == "DATA_NOT_EXIST"
    assert (await bench.call(delete_smpp_credential, caller=customer, SystemId=system_id)).code == "OK"
    assert bench.smpp.find(system_id) is None
    assert await records_of(bench) == ""


async def test_there_is_a_most(bench):
    for number in range(CREDENTIALS_MAX):
        assert (await bench.call(create_smpp_credential, SystemId=f"s{number}")).code == "OK"
    assert (await bench.call(create_smpp_credential, SystemId="more")).code == "INVALID_PARAMETERS"


@pytest.mark.parametrize("text", ["localhost", "10.0.0.1/8", ",".join(f"10.0.0.{n}" for n in range(17))])
async def test_networks_that_are_none_are_refused(bench, text):
    reply = await bench.call(create_smpp_credential, SystemId="s", AllowedAddresses=text)
    assert reply.code in ("INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT")


async def test_nobody_subscribes_to_an_smpp_credential_by_hand(bench):
    assert (await bench.call(create_subscription, Kind="smpp")).code == "INVALID_PARAMETERS"
