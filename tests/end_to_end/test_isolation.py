"""If these fail, one customer sees, changes or guesses what belongs to another (I7).

A whole server with two customers. Each name or id of the one, asked for by the other, is answered byte for byte as one
that nobody has, but for RequestId and the name itself. A parameter of a new operation must be classified here.
"""

import asyncio
import hashlib
import http.client
import itertools
import json
import random
import re
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from heliograph.clock import SystemClock
from heliograph.operations.description import Access, Operation
from heliograph.operations.registry import Registry
from heliograph.server import Server
from heliograph.settings import Secret, Settings
from heliograph.settings.limits import LimitSettings
from heliograph.settings.networks import Networks
from heliograph.settings.subscription import PushSettings
from heliograph.signatures import v3
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET

OPERATIONS = {served.operation.name: served.operation for served in Registry()}

#: Parameters that name something of an account.
NAMES = frozenset(
    {
        "AccountId",
        "CallId",
        "EncodedDiagnosticMessage",
        "GroupName",
        "MessageId",
        "PolicyName",
        "QueueName",
        "RoleArn",
        "RoleName",
        "SignName",
        "SubscriptionId",
        "SystemId",
        "TemplateCode",
        "UserAccessKeyId",
        "UserName",
    }
)
#: Parameters that do not: values, choices and places in the account's own lists.
VALUES = frozenset(
    {
        "AccountName",
        "After",
        "AllowConsoleLogin",
        "AllowedAddresses",
        "Amount",
        "AssumeRolePolicyDocument",
        "At",
        "AuthAction",
        "AuthResource",
        "BatchSize",
        "Before",
        "BindsMax",
        "BuiltIn",
        "By",
        "CarrierName",
        "CascadingDelete",
        "ChannelId",
        "Code",
        "Comments",
        "Compare",
        "ConversionRate",
        "ConversionTime",
        "Country",
        "DataCoding",
        "Delivered",
        "Description",
        "DestinationTonNpi",
        "DisplayName",
        "DurationSeconds",
        "Email",
        "Encoding",
        "ExternalId",
        "From",
        "InFlight",
        "KeepFormer",
        "Kind",
        "Last",
        "Limits",
        "LongMessages",
        "Marker",
        "MaxItems",
        "MaxSessionDuration",
        "Message",
        "MessageType",
        "MobilePhone",
        "NewAllowConsoleLogin",
        "NewAssumeRolePolicyDocument",
        "NewComments",
        "NewDescription",
        "NewDisplayName",
        "NewEmail",
        "NewMaxSessionDuration",
        "NewMobilePhone",
        "NewPassword",
        "NewUserName",
        "NextToken",
        "Numbers",
        "Octets",
        "OldPassword",
        "OperationName",
        "Password",
        "PasswordLength",
        "PasswordResetRequired",
        "Policy",
        "PolicyDocument",
        "PolicyType",
        "Prepaid",
        "ProtocolId",
        "Query",
        "Range",
        "Reason",
        "Receipts",
        "Reference",
        "Refused",
        "RegisteredDelivery",
        "ReportTime",
        "ResourceGroupId",
        "Revision",
        "RoleSessionName",
        "RotateStrategy",
        "RuleName",
        "Rules",
        "Schedule",
        "SecureTransport",
        "Sender",
        "SetAsDefault",
        "Since",
        "SinceTimestamp",
        "SmsUpExtendCode",
        "SourceIdentity",
        "SourceIp",
        "SourceTonNpi",
        "Status",
        "Step",
        "Stretches",
        "SubmitsPerSecond",
        "TaskId",
        "TemplateContent",
        "TemplateName",
        "TemplateParam",
        "TemplateType",
        "TimeoutSeconds",
        "Tlvs",
        "To",
        "Type",
        "Udh",
        "Until",
        "UntilTimestamp",
        "Url",
        "ValidityPeriod",
        "VersionId",
        "Window",
    }
)
#: Parameters that give a name to what is made; they are another test's.
NEW = {
    ("CreateUser", "UserName"),
    ("CreateGroup", "GroupName"),
    ("CreatePolicy", "PolicyName"),
    ("CreateRole", "RoleName"),
    ("CreateTemplate", "TemplateCode"),
    ("CreateSignature", "SignName"),
}
#: A name of the account's own is answered as an unknown one, too, so only the comparison itself can fail here.
SAME_TO_OWNER = {
    ("RedriveDeadLetters", "MessageId"): "the message is no dead letter",
    ("CreateSmppCredential", "SystemId"): "only the server's own account may choose one",
    ("AssumeRole", "RoleArn"): "a root key assumes no role; a user's key is another test's",
}


def policy(action: str, resource: str = "*") -> str:
    return json.dumps({"Version": "1", "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]})


def trust(account: str) -> str:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"RAM": [f"acs:ram::{account}:root"]}}
    return json.dumps({"Version": "1", "Statement": [statement]})


#: What operations want beside names.
BESIDE = {
    "AssumeRolePolicyDocument": trust("1000000000000001"),
    "AuthAction": "dysms:QueryMessage",
    "Delivered": "true",
    "MessageType": "SmsReport",
    "PolicyDocument": policy("dysms:QueryMessage"),
    "PolicyType": "Custom",
    "RoleSessionName": "job",
    "Password": "kE9-mossy-lantern",
    "Since": "2026-11-24",
    "Status": "Active",
    "To": "8615012345678",
    "Until": "2026-11-24",
    "VersionId": "v1",
}
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")

#: Where a parameter that may be left out is wanted.
ALSO = {
    "SmsConversion": {"MessageId"},
    "RedriveDeadLetters": {"MessageId"},
    "UpdateUser": {"NewComments"},
    "UpdateTemplate": {"TemplateName"},
    "SubmitMessage": {"Message", "SystemId"},
    "CancelMessage": {"MessageId"},
    "CreateSmppCredential": {"AccountId", "UserName"},
}


class Customer:
    """An account: its root key, and the names of what it has."""

    def __init__(self, port: int, key_id: str, secret: str, account: str) -> None:
        self.port, self.key_id, self.secret, self.account = port, key_id, secret, account
        self.has: dict[str, str] = {"AccountId": account}

    async def raw(self, action: str, parameters: Mapping[str, str]) -> tuple[int, list[tuple[str, str]], bytes]:
        """Status, headers but those of the moment, and body."""
        return await asyncio.to_thread(self._raw, action, parameters)

    def _raw(self, action: str, parameters: Mapping[str, str]) -> tuple[int, list[tuple[str, str]], bytes]:
        headers = {
            "host": f"127.0.0.1:{self.port}",
            "accept": "application/json",
            "x-acs-action": action,
            "x-acs-version": OPERATIONS[action].version,
            "x-acs-date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": f"{random.getrandbits(128):032x}",
            "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        }
        signed = {name: (value,) for name, value in headers.items()}
        headers["authorization"] = v3.authorize(self.key_id, self.secret, "POST", "/", parameters, signed)
        query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in parameters.items())
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", f"/?{query}", headers=headers)
            reply = connection.getresponse()
            kept = [pair for pair in reply.getheaders() if pair[0].lower() not in ("date", "x-acs-request-id")]
            return reply.status, kept, reply.read()
        finally:
            connection.close()

    async def ask(self, action: str, **parameters: str) -> dict[str, Any]:
        """The document of an answer that must be OK."""
        status, _, body = await self.raw(action, parameters)
        document = json.loads(body)
        assert status == 200 and document.get("ResponseCode", "OK") == "OK", (action, document)
        return document

    async def settle(self, letter: str, operator: "Customer") -> None:
        """Make one of everything that has a name; those of two customers differ in one letter."""
        has = self.has
        has["UserName"], has["GroupName"], has["RoleName"] = f"user-{letter}", f"group-{letter}", f"role-{letter}"
        has["PolicyName"], has["TemplateCode"], has["SignName"] = f"policy-{letter}", f"SMS_{letter}", f"Sign{letter}"
        user, group, role = has["UserName"], has["GroupName"], has["RoleName"]
        await self.ask("CreateUser", UserName=user, Comments=f"comment of {letter}")
        key = (await self.ask("CreateAccessKey", UserName=user))["AccessKey"]
        has["UserAccessKeyId"] = key["AccessKeyId"]
        await self.ask("CreateLoginProfile", UserName=user, Password=BESIDE["Password"])
        await self.ask("CreateGroup", GroupName=group)
        await self.ask("AddUserToGroup", UserName=user, GroupName=group)
        await self.ask("CreatePolicy", PolicyName=has["PolicyName"], PolicyDocument=policy("sts:AssumeRole"))
        made = await self.ask("CreateRole", RoleName=role, AssumeRolePolicyDocument=trust(self.account))
        has["RoleArn"] = made["Role"]["Arn"]
        attached = {"PolicyName": has["PolicyName"], "PolicyType": "Custom"}
        await self.ask("AttachPolicyToUser", UserName=user, **attached)
        await self.ask("CreateTemplate", TemplateCode=has["TemplateCode"], TemplateContent=f"Hello from {letter}")
        await operator.ask("ApproveTemplate", TemplateCode=has["TemplateCode"], AccountId=self.account)
        await self.ask("CreateSignature", SignName=has["SignName"])
        await operator.ask("ApproveSignature", SignName=has["SignName"], AccountId=self.account)
        await self.ask("AddBlockedNumbers", Numbers=f'["1202555010{ord(letter) % 10}"]')
        made = await self.ask("CreateSubscription", Kind="http", Url=f"http://127.0.0.1:9/{letter}")
        has["SubscriptionId"], has["QueueName"] = made["SubscriptionId"], f"Alicom-Queue-{self.account}-SmsReport"
        await self.ask("PauseSubscription", SubscriptionId=has["SubscriptionId"])
        has["SystemId"] = (await self.ask("CreateSmppCredential"))["SystemId"]
        sent = await self.ask("SendMessageToGlobe", To="85261234567", Message=f"text of {letter}")
        has["MessageId"], has["CallId"] = sent["MessageId"], sent["RequestId"]
        denied = Customer(self.port, key["AccessKeyId"], key["AccessKeySecret"], self.account)
        _, _, body = await denied.raw("QueryMessage", {"MessageId": "1"})
        has["EncodedDiagnosticMessage"] = json.loads(body)["AccessDeniedDetail"]["EncodedDiagnosticMessage"]
        self.user = denied

    async def until_delivered(self) -> None:
        """What happens to the message by itself has happened; its receipt waits at the paused subscription."""
        async with asyncio.timeout(60):
            while (await self._waiting())[self.has["SubscriptionId"]] != "1":  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def _waiting(self) -> dict[str, str]:
        found = (await self.ask("ListSubscriptions"))["Subscriptions"]
        return {one["SubscriptionId"]: one["Waiting"] for one in found}


@pytest.fixture
async def customers(tmp_path: Path) -> AsyncIterator[tuple[Customer, Customer]]:
    settings = Settings(
        data=tmp_path / "data",
        port=0,
        access_key_id=ACCESS_KEY_ID,
        access_key_secret=Secret(ACCESS_KEY_SECRET),
        push=PushSettings(allow=Networks("127.0.0.0/8")),
        limits=LimitSettings(enforced=False),
    )
    server = Server(settings, SystemClock(), random.Random(1))
    try:
        port = (await server.start()).port
        root = Customer(port, ACCESS_KEY_ID, ACCESS_KEY_SECRET, "1000000000000001")
        made = []
        for letter in "AB":
            told = await root.ask("CreateAccount", AccountName=f"Customer {letter}")
            customer = Customer(port, told["AccessKeyId"], told["AccessKeySecret"], told["AccountId"])
            await customer.settle(letter, root)
            await customer.until_delivered()
            made.append(customer)
        yield made[0], made[1]
    finally:
        await server.stop()


def unknown(name: str) -> str:
    """A name of the same kind and length that nobody has."""
    if name.isdigit():
        return name[:-3] + f"{(int(name[-3:]) + 500) % 1000:03d}"
    at = len(name) // 2 if len(name) > 40 else len(name) - 1
    return name[:at] + ("z" if name[at] not in "zA" else "y") + name[at + 1 :]


def parameters_of(operation: Operation, owner: Customer, asked: str = "") -> dict[str, str]:
    """A right call on what the owner has, which has the parameter `asked`."""
    wanted = [p.name for p in operation.parameters if p.required or p.name in ALSO.get(operation.name, NAMES)]
    if operation.name == "SendMessageWithTemplate":
        return {"From": owner.has["SignName"], "TemplateCode": owner.has["TemplateCode"], "To": BESIDE["To"]}
    if operation.name == "ExplainAccess":
        wanted.remove("UserName" if asked == "RoleName" else "RoleName")  # The one or the other.
    if asked and asked not in wanted:
        wanted.append(asked)
    if operation.name == "GetStatistics":
        # A range that ends tomorrow begins where it did, also when a step of time begins between two calls.
        return {"AccountId": owner.has["AccountId"], "Range": "3d", "Step": "day", "Until": TOMORROW}
    return {name: owner.has.get(name) or BESIDE.get(name, "x") for name in wanted}


def named(operation: Operation) -> list[str]:
    found = [p.name for p in operation.parameters if p.name in NAMES and (operation.name, p.name) not in NEW]
    return [*found, "From"] if operation.name == "SendMessageWithTemplate" else found


ASKED = [(operation, name) for operation in OPERATIONS.values() for name in named(operation)]
#: What deletes goes last, so that what goes before has something to meet.
ASKED.sort(key=lambda asked: asked[0].access is Access.DELETE)


def bare(answer: tuple[int, list[tuple[str, str]], bytes], name: str) -> tuple[int, list[tuple[str, str]], bytes]:
    """An answer without the name that it may repeat, the request's id, and what is sealed or timed anew."""
    status, headers, body = answer
    text = re.sub(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", "ID", body.decode())
    encoded = [json.dumps(name, ensure_ascii=False)[1:-1], quote(name, safe="")]
    for form in encoded:
        text = text.replace(form, "NAME")
    text = re.sub(r'"EncodedDiagnosticMessage":"[^"]+"', '"EncodedDiagnosticMessage":"SEALED"', text)
    text = re.sub(r'"(Until|PerSecond|LastMinutePerSecond)":"[^"]+"', r'"\1":"AS OF NOW"', text)
    return status, headers, text.encode()


async def everything_of(customer: Customer) -> dict[str, bytes]:
    """What the customer sees of its own."""
    seen = {}
    for name, operation in OPERATIONS.items():
        if (
            operation.access in (Access.GET, Access.LIST)
            and not operation.of_server
            and name not in ("AssumeRole", "QueryTokenForMnsQueue")
        ):
            answer = await customer.raw(name, parameters_of(operation, customer))
            seen[name] = bare(answer, "\0")[2]
    return seen


def test_each_parameter_is_said_to_name_something_or_not() -> None:
    known = {parameter.name for operation in OPERATIONS.values() for parameter in operation.parameters}
    assert known == NAMES | VALUES
    assert not NAMES & VALUES


async def test_foreign_and_unknown_names_are_answered_alike(customers: tuple[Customer, Customer]) -> None:
    victim, stranger = customers
    before = await everything_of(victim)
    for operation, name in ASKED:
        of_owner = victim.has["SignName"] if name == "From" else victim.has[name]
        own = parameters_of(operation, stranger, name)
        foreign = bare(await stranger.raw(operation.name, {**own, name: of_owner}), of_owner)
        nobody_s = unknown(of_owner)
        assert foreign == bare(await stranger.raw(operation.name, {**own, name: nobody_s}), nobody_s), (
            operation.name,
            name,
        )
    after = await everything_of(victim)
    # To ask is a call of the victim's own, too.
    assert before.pop("ListCalls") != after.pop("ListCalls")
    assert after == before


async def test_the_owner_is_answered_otherwise(customers: tuple[Customer, Customer]) -> None:
    """Or the test above would compare what is always the same."""
    owner, _ = customers
    for operation in dict.fromkeys(operation for operation, _ in ASKED):
        if operation.of_server:
            continue
        missed = []
        for name in named(operation):
            right = parameters_of(operation, owner, name)
            nobody_s = unknown(right[name])
            missed.append((name, right, bare(await owner.raw(operation.name, {**right, name: nobody_s}), nobody_s)))
        met = {}  # A delete with two names deletes once.
        for name, right, miss in missed:
            call = tuple(right.items())
            if call not in met:
                met[call] = await owner.raw(operation.name, right)
            same = bare(met[call], right[name]) == miss
            assert same == ((operation.name, name) in SAME_TO_OWNER), (operation.name, name, met[call])


async def test_what_one_lists_holds_nothing_of_another(customers: tuple[Customer, Customer]) -> None:
    victim, stranger = customers
    texts = ["text of A", "Hello from A", "comment of A", "12025550105"]
    shown = b"".join((await everything_of(victim)).values())
    assert all(text.encode() in shown for text in texts), "its owner sees it"
    seen = await everything_of(stranger)
    for (name, body), mark in itertools.product(seen.items(), [*victim.has.values(), *texts]):
        assert mark.encode() not in body, (name, mark)


async def test_a_name_that_another_has_is_free(customers: tuple[Customer, Customer]) -> None:
    victim, stranger = customers
    for action, name in sorted(NEW):
        operation = OPERATIONS[action]
        required = {p.name: BESIDE.get(p.name, "x") for p in operation.parameters if p.required}
        await stranger.ask(action, **{**required, name: victim.has[name]})


async def test_a_foreign_role_is_no_other_than_one_that_nobody_has(customers: tuple[Customer, Customer]) -> None:
    victim, stranger = customers
    arn, session = victim.has["RoleArn"], {"RoleSessionName": "job"}
    assert (await victim.user.raw("AssumeRole", {"RoleArn": arn, **session}))[0] == 200
    answers, sealed = [], []
    for name in (arn, unknown(arn)):
        answer = await stranger.user.raw("AssumeRole", {"RoleArn": name, **session})
        answers.append(bare(answer, name))
        message = json.loads(answer[2])["AccessDeniedDetail"]["EncodedDiagnosticMessage"]
        decoded = await stranger.ask("DecodeDiagnosticMessage", EncodedDiagnosticMessage=message)
        sealed.append(json.dumps(decoded["DecodedDiagnosticMessage"]).replace(name.rpartition("/")[2], "NAME"))
        assert answer[0] == 403
    assert answers[0] == answers[1]
    assert sealed[0] == sealed[1]
