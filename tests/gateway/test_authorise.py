"""If these fail, a user with a narrow policy can send, or a suspended customer goes on."""

import itertools
import random
from dataclasses import replace
from xml.etree import ElementTree

import msgspec
import orjson
import pytest

from heliograph.http.request import Request
from heliograph.identity import Account, Credential
from heliograph.identity.access_key import new_access_key
from heliograph.identity.account import AccountStatus
from heliograph.identity.attachment import Attachment, Holder, PolicySource
from heliograph.identity.custom_policy import CustomPolicy, PolicyVersion
from heliograph.identity.denial import decode
from heliograph.identity.entity import Entity, put, remove
from heliograph.identity.role import Role
from heliograph.identity.session import Session
from heliograph.identity.token import issue_token
from heliograph.identity.user import User
from heliograph.operations.call import Call, Refusal, Reply, Served
from heliograph.operations.description import REQUEST_ID, Access, Operation, Parameter
from heliograph.operations.ports import Ports
from heliograph.operations.registry import Registry
from heliograph.operations.types import Text
from memory_identities import ACCOUNT

ALICE = User(account=ACCOUNT, name="alice", id="200000000000000001", created=1, updated=1)
ROLE = Role(account=ACCOUNT, name="sender", id="3001", trust_policy="{}", created=1, updated=1)
SEND = {"To": "6581234567", "Message": "Hello"}


class People:
    """A user and a role of the account, and how they come by policies."""

    def __init__(self, world) -> None:
        self.world = world
        self.alice: Credential
        self.session: Credential
        self._names = itertools.count(1)

    async def start(self) -> "People":
        identities = self.world.identities
        key, _ = new_access_key(
            ACCOUNT, ALICE.id, seal=identities.seal, choose=random.Random(5).choice, now=1, is_taken=lambda _: False
        )
        await self.make(ALICE, ROLE, key)
        found = identities.directory.find(key.id)
        assert found is not None
        self.alice = found
        self.session = self.assume("")
        return self

    async def make(self, *entities: Entity) -> None:
        await self.world.identities.change(lambda directory: ([put(entity) for entity in entities], None))

    async def gone(self, *entities: Entity) -> None:
        await self.world.identities.change(lambda directory: ([remove(entity) for entity in entities], None))

    async def attach(
        self, effect: str, action: str, holder: str = ALICE.id, condition: str = "", resource: str = "*"
    ) -> Attachment:
        """A policy of one statement, attached."""
        name = f"p{next(self._names)}"
        extra = f',"Condition":{condition}' if condition else ""
        statement = f'"Effect":"{effect}","Action":"{action}","Resource":"{resource}"{extra}'
        document = f'{{"Version":"1","Statement":[{{{statement}}}]}}'
        attachment = Attachment(
            account=ACCOUNT,
            policy_source=PolicySource.CUSTOM,
            policy=name,
            holder=Holder.USER if holder == ALICE.id else Holder.ROLE,
            holder_id=holder,
            attached=1,
        )
        await self.make(
            CustomPolicy(account=ACCOUNT, name=name, default_version="v1", versions_made=1, created=1, updated=1),
            PolicyVersion(account=ACCOUNT, policy=name, id="v1", document=document, created=1),
            attachment,
        )
        return attachment

    def assume(self, policy: str) -> Credential:
        held = Session(ACCOUNT, ROLE.id, ROLE.name, "job-1", self.world.clock.now + 10_000, policy)
        return issue_token(held, seal=self.world.identities.seal, choose=random.Random(6).choice)


@pytest.fixture
async def people(world) -> People:
    return await People(world).start()


async def denied(world, request: Request) -> dict[str, str]:
    """AccessDeniedDetail of a refusal in JSON, whose document must have all its parts in order."""
    status, document = await world.ask(request)
    assert (status, document["Code"]) == (403, "NoPermission")
    assert document["Message"] == "You are not authorized to do this action. You should be authorized by RAM."
    assert list(document) == ["RequestId", "HostId", "Code", "Message", "Recommend", "AccessDeniedDetail"]
    return document["AccessDeniedDetail"]


async def test_a_user_with_a_narrow_policy_can_query_but_not_send(world, people: People) -> None:
    await people.attach("Allow", "dysms:QueryMessage")
    status, document = await world.ask(world.v1(key=people.alice, MessageId="1"))
    assert (status, document["ResponseCode"]) == (200, "DATA_NOT_EXIST")
    detail = await denied(world, world.v1("SendMessageToGlobe", key=people.alice, **SEND))
    assert detail.pop("EncodedDiagnosticMessage")
    assert detail == {
        "AuthAction": "dysms:SendMessageToGlobe",
        "AuthPrincipalDisplayName": ALICE.id,
        "AuthPrincipalOwnerId": ACCOUNT,
        "AuthPrincipalType": "SubUser",
        "NoPermissionType": "ImplicitDeny",
        "PolicyType": "AccountLevelIdentityBasedPolicy",
    }
    assert world.store.accepts == 0


async def test_without_any_policy_a_user_may_nothing_and_the_account_everything(world, people: People, keys) -> None:
    await denied(world, world.v3(key=people.alice, MessageId="1"))
    assert (await world.ask(world.v3(key=keys.root, MessageId="1")))[0] == 200


async def test_a_denial_counts_from_the_moment_it_is_attached(world, people: People) -> None:
    await people.attach("Allow", "dysms:*")
    request = {"key": people.alice, "MessageId": "1"}
    assert (await world.ask(world.v1(**request)))[0] == 200
    attachment = await people.attach("Deny", "dysms:Query*")
    assert (await denied(world, world.v1(**request)))["NoPermissionType"] == "ExplicitDeny"
    await people.gone(attachment)
    assert (await world.ask(world.v1(**request)))[0] == 200


async def test_the_message_of_a_denial_tells_an_operator_which_policy_it_was(world, people: People) -> None:
    await people.attach("Deny", "*")
    detail = await denied(world, world.v1(key=people.alice, MessageId="1"))
    message = decode(detail["EncodedDiagnosticMessage"], ACCOUNT, world.identities.seal)
    assert message is not None
    assert [policy.policy_identifier for policy in message.matched_policies] == ["p1"]
    assert message.auth_action == "dysms:QueryMessage"


async def test_a_denial_in_xml_has_the_same_parts(world, people: People) -> None:
    response = await world.send(world.v1(key=people.alice, Format="XML", MessageId="1"))
    assert (response.status, response.content_type) == (403, "text/xml;charset=utf-8")
    root = ElementTree.fromstring(response.body)
    assert root.tag == "Error"
    assert [element.tag for element in root][-1] == "AccessDeniedDetail"
    assert root.findtext("AccessDeniedDetail/NoPermissionType") == "ImplicitDeny"
    assert root.findtext("AccessDeniedDetail/AuthPrincipalType") == "SubUser"


async def test_a_denial_wins_over_a_wrong_parameter(world, people: People) -> None:
    await denied(world, world.v1("SendMessageToGlobe", key=people.alice))


async def test_a_session_has_its_roles_policies_within_its_own(world, people: People) -> None:
    await people.attach("Allow", "dysms:*", holder=ROLE.id)
    assert (await world.ask(world.v1(key=people.session, MessageId="1")))[0] == 200
    narrow = people.assume('{"Version":"1","Statement":[{"Effect":"Allow","Action":"dysms:Send*","Resource":"*"}]}')
    detail = await denied(world, world.v1(key=narrow, MessageId="1"))
    assert detail["PolicyType"] == "SessionPolicy"
    assert (detail["AuthPrincipalType"], detail["AuthPrincipalDisplayName"]) == ("AssumedRoleUser", "sender:job-1")


@pytest.mark.parametrize(
    ("condition", "change"),
    [
        ('{"IpAddress":{"acs:SourceIp":"192.0.2.0/24"}}', {"peer": "198.51.100.7"}),
        ('{"Bool":{"acs:SecureTransport":"true"}}', {"secure": False}),
        ('{"StringLike":{"acs:UserAgent":"AlibabaCloud*"}}', {"headers": {"user-agent": ("curl/8",)}}),
        ('{"IpAddress":{"acs:SourceIp":"192.0.2.0/24"}}', {"peer": ""}),
    ],
)
async def test_conditions_are_asked_about_the_request(world, people: People, condition: str, change: dict) -> None:
    await people.attach("Allow", "dysms:*", condition=condition)

    def request(**changes: object) -> Request:
        signed = world.v1(key=people.alice, MessageId="1")
        right = replace(
            signed,
            peer="192.0.2.9",
            secure=True,
            headers={**signed.headers, "user-agent": ("AlibabaCloud (Linux; x86_64) Python/3.11",)},
        )
        headers = {**right.headers, **changes.pop("headers", {})}  # type: ignore[dict-item]
        return replace(right, headers=headers, **changes)

    assert (await world.ask(request()))[0] == 200
    await denied(world, request(**change))


async def test_the_time_is_the_servers(world, people: People) -> None:
    await people.attach("Allow", "dysms:*", condition='{"DateLessThan":{"acs:CurrentTime":"2026-11-18T11:07:00Z"}}')
    assert (await world.ask(world.v1(key=people.alice, MessageId="1")))[0] == 200
    world.clock.now += 3_600_000
    await denied(world, world.v1(key=people.alice, MessageId="1"))


async def test_a_suspended_account_is_refused_whoever_calls_for_it(world, people: People, keys) -> None:
    await people.attach("Allow", "dysms:*")
    account = Account(id=ACCOUNT, status=AccountStatus.SUSPENDED)
    await people.make(account)
    for key in (keys.root, people.alice, people.session):
        status, document = await world.ask(world.v1("SendMessageToGlobe", key=key, **SEND))
        assert (status, document["ResponseCode"]) == (200, "OUT_OF_SERVICE")
        assert "suspended" in document["ResponseDescription"]
    assert (await world.ask(world.v1(key=keys.other, MessageId="1")))[0] == 200
    await people.make(msgspec.structs.replace(account, status=AccountStatus.ACTIVE))
    assert (await world.ask(world.v1(key=keys.root, MessageId="1")))[0] == 200


def get_thing(seen: list[Call]) -> Served:
    """An operation of a product that refuses by document, on a resource named by a parameter."""
    description = Operation(
        product="Ram",
        version="2015-05-01",
        name="GetThing",
        says="Tells about a thing.",
        action="ram:GetThing",
        access=Access.GET,
        calls_per_second=100,
        parameters=(Parameter("UserName", Text(64), "Whose."),),
        answers=(REQUEST_ID,),
        refuses_by_document=True,
        resource="acs:ram:*:{account}:user/{UserName}",
    )

    async def run(call: Call, ports: Ports) -> Reply | Refusal:
        seen.append(call)
        return Reply()

    return Served(description, run)


@pytest.fixture
async def things(new_world) -> tuple[People, list[Call]]:
    """People in a world with that operation."""
    seen: list[Call] = []
    world = new_world()
    world.registry = Registry([get_thing(seen)])
    return await People(await world.start()).start(), seen


def thing(people: People, key: Credential, user: str) -> Request:
    return people.world.v1("GetThing", key=key, Version="2015-05-01", UserName=user)


async def test_the_resource_is_named_by_account_and_parameter(things) -> None:
    people, seen = things
    await people.make(
        CustomPolicy(account=ACCOUNT, name="own", default_version="v1", versions_made=1, created=1, updated=1),
        PolicyVersion(
            account=ACCOUNT,
            policy="own",
            id="v1",
            document=(
                '{"Version":"1","Statement":[{"Effect":"Allow","Action":"ram:*",'
                f'"Resource":"acs:ram:*:{ACCOUNT}:user/alice"}}]}}'
            ),
            created=1,
        ),
        Attachment(
            account=ACCOUNT,
            policy_source=PolicySource.CUSTOM,
            policy="own",
            holder=Holder.USER,
            holder_id=ALICE.id,
            attached=1,
        ),
    )
    assert (await people.world.ask(thing(people, people.alice, "alice")))[0] == 200
    await denied(people.world, thing(people, people.alice, "bob"))
    await denied(people.world, thing(people, people.alice, "{account}"))
    assert len(seen) == 1
    assert seen[0].caller == people.alice
    assert seen[0].context["acs:SecureTransport"] == "false"


async def test_where_refusals_are_documents_so_is_that_of_a_suspended_account(things) -> None:
    people, seen = things
    await people.make(Account(id=ACCOUNT, status=AccountStatus.SUSPENDED))
    response = await people.world.send(thing(people, people.alice, "alice"))
    document = orjson.loads(response.body)
    assert (response.status, document["Code"]) == (403, "Forbidden")
    assert "suspended" in document["Message"]
    assert seen == []


async def test_what_is_about_all_accounts_is_for_the_servers_own_alone(world, people: People, keys) -> None:
    def request(key: Credential) -> Request:
        return world.v1("CreateAccount", key=key, Version="2026-11-01", AccountName="Mine")

    status, document = await world.ask(request(keys.other))
    assert (status, document["Code"]) == (403, "Forbidden")
    await denied(world, request(people.alice))
    status, document = await world.ask(request(keys.root))
    assert (status, document["ResponseCode"]) == (200, "OK")
    made = Credential(document["AccessKeyId"], document["AccessKeySecret"], document["AccountId"])
    assert (await world.ask(world.v3(key=made, MessageId="1")))[0] == 200
    assert (await world.ask(request(made)))[1]["Code"] == "Forbidden"
    await people.attach("Allow", "heliograph:*")
    assert (await world.ask(request(people.alice)))[0] == 200


async def test_what_a_page_may_offer_is_what_the_policies_allow(world, people: People, keys) -> None:
    await people.attach("Allow", "heliograph:List*")
    assert world.gateway.may(people.alice, "heliograph:ListMessages")
    assert not world.gateway.may(people.alice, "dysms:SendMessageToGlobe")
    assert world.gateway.may(keys.root, "dysms:SendMessageToGlobe")


async def test_what_is_allowed_on_one_resource_is_offered(world, people: People, keys) -> None:
    await people.attach("Allow", "ram:GetUser", resource="acs:ram:*:*:user/alice")
    assert world.gateway.may(people.alice, "ram:GetUser")
    assert not world.gateway.may(people.alice, "ram:DeleteUser")
    await people.attach("Allow", "dysms:QueryMessage", resource="acs:dysms:*:*:nothing")
    assert not world.gateway.may(people.alice, "dysms:QueryMessage"), "it has no resources, so only * allows it"


async def test_a_page_offers_what_is_about_all_accounts_to_the_servers_own_alone(world, people: People, keys) -> None:
    await people.attach("Allow", "heliograph:*")
    for caller, may in ((keys.root, True), (people.alice, True), (keys.other, False)):
        assert world.gateway.may(caller, "heliograph:PauseCarrier") is may
    assert world.gateway.may(keys.other, "heliograph:ListMessages")
