"""If these fail, a template that was rejected is still sent, or one administrator undoes what another has done.

The operations of templates and those of signatures are alike, so that most tests are for both.
"""

import asyncio
from dataclasses import dataclass, field

import orjson
import pytest

from heliograph.identity import Account, Credential
from heliograph.identity.entity import put
from heliograph.operations.call import Served
from heliograph.operations.heliograph_2026_11_01.update_template import update_template
from heliograph.operations.registry import OPERATIONS
from heliograph.operations.standing import Standing
from heliograph.sms.approval import Approval, MessageTemplate, Signature
from heliograph.store.port import Nonce
from heliograph.store.records import Conflict

NOW = 1_795_000_000_000
BY_NAME = {served.operation.name: served for served in OPERATIONS}
CHANGED = "Wed, 18 Nov 2026 19:06:40 +0800"


@dataclass(frozen=True)
class Kind:
    noun: str
    key: str
    new: dict[str, str]
    shown: dict[str, str]
    standing: Standing
    others: tuple[str, ...] = field(default=("A", "B"))

    def of(self, verb: str) -> Served:
        return BY_NAME[f"{verb}{self.noun}"]

    @property
    def name(self) -> str:
        return self.new[self.key]

    def named(self, **more: str) -> dict[str, str]:
        return {self.key: self.name, **more}


KINDS = [
    Kind(
        "Template",
        "TemplateCode",
        {"TemplateCode": "SMS_1", "TemplateContent": "Your code is ${code}.", "TemplateType": "OTP"},
        {
            "TemplateCode": "SMS_1",
            "TemplateContent": "Your code is ${code}.",
            "TemplateType": "OTP",
            "Variables": '["code"]',
        },
        Standing(templates={"SMS_1": MessageTemplate(code="SMS_1", content="x", state=Approval.APPROVED)}),
    ),
    Kind(
        "Signature",
        "SignName",
        {"SignName": "Alicloud321"},
        {"SignName": "Alicloud321"},
        Standing(signatures={"Alicloud321": Signature(name="Alicloud321", state=Approval.APPROVED)}),
    ),
]


@pytest.fixture(params=KINDS, ids=lambda kind: kind.noun)
def kind(request) -> Kind:
    return request.param


async def test_what_is_made_is_pending_and_shown(bench, kind: Kind) -> None:
    nonce = Nonce("LTAI", "n", NOW)
    made = await bench.call(kind.of("Create"), nonce, **kind.new)
    expected = kind.shown | {"State": "pending", "Revision": "1", "ChangedDate": CHANGED, "ReadOnly": "false"}
    assert (made.code, made.fields) == ("OK", expected)
    assert (await bench.call(kind.of("Get"), **kind.named())).fields == expected
    assert bench.records.burnt == [nonce]


async def test_it_is_approved_rejected_and_removed(bench, kind: Kind) -> None:
    await bench.call(kind.of("Create"), **kind.new)
    yes = await bench.call(kind.of("Approve"), Nonce("LTAI", "a", NOW), **kind.named(Revision="1"))
    assert (yes.fields["State"], yes.fields["Revision"]) == ("approved", "2")
    no = await bench.call(kind.of("Reject"), Nonce("LTAI", "b", NOW), **kind.named(Reason="Not yours."))
    assert (no.fields["State"], no.fields["Reason"], no.fields["Revision"]) == ("rejected", "Not yours.", "3")
    gone = await bench.call(kind.of("Delete"), Nonce("LTAI", "c", NOW), **kind.named())
    assert (gone.code, gone.fields) == ("OK", {})
    assert (await bench.call(kind.of("Get"), **kind.named())).code == "DATA_NOT_EXIST"
    assert [nonce.value for nonce in bench.records.burnt] == ["a", "b", "c"]


async def test_the_operator_sees_and_decides_what_a_customer_made_and_nobody_else_does(bench, kind: Kind) -> None:
    customer = Credential("LTAIacme", "secret", "1000000000000002")
    bench.identities.directory.apply([put(Account(id=customer.account))])
    await bench.call(kind.of("Create"), caller=customer, **kind.new)
    theirs = {"AccountId": customer.account}
    [row] = (await bench.call(BY_NAME[f"List{kind.noun}s"], **theirs)).fields[f"{kind.noun}s"]
    assert row == (await bench.call(kind.of("Get"), **kind.named(**theirs))).fields
    for verb, state in (("Approve", "approved"), ("Reject", "rejected")):
        assert kind.of(verb).operation.of_server
        assert (await bench.call(kind.of(verb), **kind.named())).code == "DATA_NOT_EXIST", "the operator has none"
        assert (await bench.call(kind.of(verb), **kind.named(**theirs))).fields["State"] == state
        assert (await bench.call(kind.of("Get"), caller=customer, **kind.named())).fields["State"] == state


@pytest.mark.parametrize("verb", ["Get", "Approve", "Reject", "List"])
async def test_of_an_account_that_there_is_not_it_is_said(bench, kind: Kind, verb: str) -> None:
    served = BY_NAME[f"List{kind.noun}s"] if verb == "List" else kind.of(verb)
    named = {} if verb == "List" else kind.named()
    assert (await bench.call(served, AccountId="9", **named)).code == "ACCOUNT_NOT_EXISTS"


@pytest.mark.parametrize("verb", ["Get", "List"])
async def test_a_customer_sees_nothing_of_another_account(bench, kind: Kind, verb: str) -> None:
    customer = Credential("LTAIacme", "secret", "1000000000000002")
    await bench.call(kind.of("Create"), **kind.new)
    served = BY_NAME[f"List{kind.noun}s"] if verb == "List" else kind.of(verb)
    named = {} if verb == "List" else kind.named()
    for account in ("1000000000000001", "9"):
        reply = await bench.call(served, caller=customer, AccountId=account, **named)
        assert (reply.code, reply.fields) == ("RAM_PERMISSION_DENY", {})


@pytest.mark.parametrize("verb", ["Approve", "Reject", "Delete"])
async def test_a_decision_about_what_was_changed_meanwhile_is_refused(bench, kind: Kind, verb: str) -> None:
    await bench.call(kind.of("Create"), **kind.new)
    await bench.call(kind.of("Approve"), **kind.named())
    reply = await bench.call(kind.of(verb), **kind.named(Revision="1"))
    assert reply.code == "DATA_CHANGED"
    assert "revision 2" in reply.description
    assert (await bench.call(kind.of("Get"), **kind.named())).fields["Revision"] == "2"


@pytest.mark.parametrize("verb", ["Approve", "Reject", "Delete"])
async def test_of_two_at_once_one_is_told_that_it_came_second(bench, kind: Kind, verb: str) -> None:
    await bench.call(kind.of("Create"), **kind.new)
    read = bench.records.record
    both_have_read = asyncio.Barrier(2)

    async def record(*key: str):
        found = await read(*key)
        await both_have_read.wait()
        return found

    bench.records.record = record
    replies = await asyncio.gather(*(bench.call(kind.of(verb), **kind.named()) for _ in range(2)))
    assert sorted(reply.code for reply in replies) == ["DATA_CHANGED", "OK"]


async def test_of_two_made_at_once_one_is_told_that_there_is_one(bench, kind: Kind) -> None:
    await bench.call(kind.of("Create"), **kind.new)
    assert (await bench.call(kind.of("Create"), **kind.new)).code == "DATA_EXISTS"
    bench.records.kept.clear()
    bench.records.raises = [Conflict("kind", "account", "key")]
    assert (await bench.call(kind.of("Create"), **kind.new)).code == "DATA_EXISTS"


@pytest.mark.parametrize("verb", ["Approve", "Reject", "Delete", "Get"])
async def test_what_is_not_there_is_said_plainly(bench, kind: Kind, verb: str) -> None:
    assert (await bench.call(kind.of(verb), **kind.named())).code == "DATA_NOT_EXIST"


async def test_those_of_the_configuration_are_approved_and_read_only(bench, kind: Kind) -> None:
    bench.standing = kind.standing
    shown = (await bench.call(kind.of("Get"), **kind.named())).fields
    assert (shown["State"], shown["ReadOnly"]) == ("approved", "true")
    assert not {"Revision", "ChangedDate", "Reason"} & set(shown)
    for verb in ("Approve", "Reject", "Delete"):
        assert (await bench.call(kind.of(verb), **kind.named())).code == "DATA_READ_ONLY"
    assert (await bench.call(kind.of("Create"), **kind.new)).code == "DATA_EXISTS"
    assert bench.records.kept == {}


async def test_lists_go_page_by_page_over_configuration_and_records(bench, kind: Kind) -> None:
    bench.standing = kind.standing
    keys = sorted([f"Name {n}" if kind.key == "SignName" else f"SMS_{n}x" for n in range(5)])
    for key in keys:
        assert (await bench.call(kind.of("Create"), **kind.new | {kind.key: key})).code == "OK"
    everything = sorted([*keys, kind.name])
    found: list[str] = []
    after: dict[str, str] = {}
    for _ in range(3):
        reply = await bench.call(BY_NAME[f"List{kind.noun}s"], MaxItems="2", **after)
        rows = reply.fields[f"{kind.noun}s"]
        assert len(rows) == 2
        found += [row[kind.key] for row in rows]
        after = {"After": reply.fields.get("NextAfter", "")}
    assert found == everything
    assert reply.fields["IsTruncated"] == "false"
    assert "NextAfter" not in reply.fields


async def test_a_record_that_the_configuration_hides_makes_no_page_short(bench, kind: Kind) -> None:
    await bench.call(kind.of("Create"), **kind.new)
    await bench.call(kind.of("Create"), **kind.new | {kind.key: kind.name + "9"})
    bench.standing = kind.standing
    rows = (await bench.call(BY_NAME[f"List{kind.noun}s"])).fields[f"{kind.noun}s"]
    assert [(row[kind.key], row["ReadOnly"]) for row in rows] == [(kind.name, "true"), (kind.name + "9", "false")]


async def test_a_template_without_a_code_is_given_one(bench) -> None:
    made = [await bench.call(BY_NAME["CreateTemplate"], TemplateContent="Hello") for _ in range(2)]
    codes = [reply.fields["TemplateCode"] for reply in made]
    assert all(code.startswith("SMS_") and code[4:].isdigit() for code in codes)
    assert codes[0] != codes[1]
    assert (made[0].fields["TemplateType"], orjson.loads(made[0].fields["Variables"])) == ("NOTIFY", [])


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"TemplateContent": ""}, "MissingTemplateContent"),
        ({"TemplateContent": "${"}, "INVALID_PARAMETERS"),
        ({"TemplateContent": "【Bank】"}, "INVALID_PARAMETERS"),
        ({"TemplateContent": "x" * 501}, "INVALID_PARAMETERS"),
        ({"TemplateCode": "a b"}, "INVALID_PARAMETERS"),
        ({"TemplateType": "otp"}, "INVALID_PARAMETERS"),
        ({"TemplateName": "x" * 65}, "PARAM_LENGTH_LIMIT"),
        ({"TemplateContent": "x" * 500, "TemplateCode": "c" * 64, "TemplateName": "x" * 64}, "OK"),
    ],
)
async def test_what_is_no_template_is_refused(bench, asked: dict[str, str], code: str) -> None:
    reply = await bench.call(BY_NAME["CreateTemplate"], **{"TemplateContent": "Hello", **asked})
    assert reply.code == code


@pytest.mark.parametrize("name", ["a", "a】b", " ab", "x" * 25])
async def test_what_is_no_signature_is_refused(bench, name: str) -> None:
    assert (await bench.call(BY_NAME["CreateSignature"], SignName=name)).code == "INVALID_PARAMETERS"


async def test_other_words_wait_for_approval_again_and_what_is_not_said_stays(bench) -> None:
    await bench.call(BY_NAME["CreateTemplate"], **KINDS[0].new, TemplateName="codes")
    await bench.call(BY_NAME["ApproveTemplate"], TemplateCode="SMS_1")
    same = await bench.call(update_template, TemplateCode="SMS_1", TemplateName="sign-in")
    assert (same.fields["State"], same.fields["TemplateName"]) == ("approved", "sign-in")
    nonce = Nonce("LTAI", "n", NOW)
    other = await bench.call(update_template, nonce, TemplateCode="SMS_1", TemplateContent="Bye ${name}", Revision="3")
    assert other.fields == {
        "TemplateCode": "SMS_1",
        "TemplateName": "sign-in",
        "TemplateContent": "Bye ${name}",
        "TemplateType": "OTP",
        "Variables": '["name"]',
        "State": "pending",
        "Revision": "4",
        "ChangedDate": CHANGED,
        "ReadOnly": "false",
    }
    assert bench.records.burnt == [nonce]
    assert (await bench.call(update_template, TemplateCode="SMS_1", Revision="3")).code == "DATA_CHANGED"
