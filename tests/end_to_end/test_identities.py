"""If these fail, code that manages users against the cloud does not work here, or a revoked right is still one.

The official SDKs of RAM, STS and SMS, unchanged, over a socket to a whole server whose clock the test moves.
"""

import json
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alibabacloud_dysmsapi20180501 import models as sms
from alibabacloud_dysmsapi20180501.client import Client as Sms
from alibabacloud_ram20150501 import models as ram
from alibabacloud_ram20150501.client import Client as Ram
from alibabacloud_sts20150401 import models as sts
from alibabacloud_sts20150401.client import Client as Sts
from alibabacloud_tea_openapi.models import Config

from heliograph.clock import SystemClock
from heliograph.server import Server
from heliograph.settings import Secret, Settings
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET

ACCOUNT = "1000000000000001"
ROLE = f"acs:ram::{ACCOUNT}:role/sender"
SEND = sms.SendMessageToGlobeRequest(to="85261234567", message="Hello")
QUERY = sms.QueryMessageRequest(message_id="1")


def policy(action: str) -> str:
    return json.dumps({"Version": "1", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]})


TRUST = json.dumps(
    {
        "Version": "1",
        "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"RAM": f"acs:ram::{ACCOUNT}:user/alice"}}
        ],
    }
)


class AheadClock(SystemClock):
    """The machine's clock, set ahead by a test."""

    ahead_ms = 0

    def utc_ms(self) -> int:
        return super().utc_ms() + self.ahead_ms


class Cloud:
    """A server, and the SDKs towards it with any key."""

    def __init__(self, data: Path) -> None:
        self.clock = AheadClock()
        settings = Settings(data=data, port=0, access_key_id=ACCESS_KEY_ID, access_key_secret=Secret(ACCESS_KEY_SECRET))
        self.server = Server(settings, self.clock, random.Random(1))
        self.endpoint = ""

    async def start(self) -> None:
        greeting = await self.server.start()
        self.endpoint = f"127.0.0.1:{greeting.port}"
        self.ram = Ram(self.config())
        self.root = Sts(self.config())

    def config(self, key: str = ACCESS_KEY_ID, secret: str = ACCESS_KEY_SECRET, token: str = "") -> Config:
        return Config(
            endpoint=self.endpoint,
            protocol="HTTP",
            access_key_id=key,
            access_key_secret=secret,
            **({"security_token": token} if token else {}),
        )

    async def key_of(self, user: str) -> Config:
        made = await self.ram.create_access_key_async(ram.CreateAccessKeyRequest(user_name=user))
        return self.config(made.body.access_key.access_key_id, made.body.access_key.access_key_secret)

    async def user(self, name: str, action: str) -> Config:
        """A user who may do just that, and its key."""
        await self.ram.create_user_async(ram.CreateUserRequest(user_name=name))
        made = ram.CreatePolicyRequest(policy_name=f"{name}-may", policy_document=policy(action))
        await self.ram.create_policy_async(made)
        attach = ram.AttachPolicyToUserRequest(user_name=name, policy_name=f"{name}-may", policy_type="Custom")
        await self.ram.attach_policy_to_user_async(attach)
        return await self.key_of(name)


@pytest.fixture
async def cloud(tmp_path: Path) -> AsyncIterator[Cloud]:
    cloud = Cloud(tmp_path / "data")
    try:
        await cloud.start()
        yield cloud
    finally:
        await cloud.server.stop()


async def refusal(call) -> str:
    """The code that a call is refused with."""
    with pytest.raises(Exception) as raised:  # each core of the SDK has classes of its own
        await call
    return raised.value.code


async def test_a_user_with_a_narrow_policy_can_query_and_cannot_send(cloud: Cloud) -> None:
    alice = Sms(await cloud.user("alice", "dysms:QueryMessage"))
    assert (await alice.query_message_async(QUERY)).body.response_code == "DATA_NOT_EXIST"
    with pytest.raises(Exception) as raised:
        await alice.send_message_to_globe_async(SEND)
    assert (raised.value.code, raised.value.data["statusCode"]) == ("NoPermission", 403)
    detail = raised.value.data["AccessDeniedDetail"]
    assert (detail["AuthAction"], detail["NoPermissionType"]) == ("dysms:SendMessageToGlobe", "ImplicitDeny")
    asked = ram.DecodeDiagnosticMessageRequest(encoded_diagnostic_message=detail["EncodedDiagnosticMessage"])
    decoded = (await cloud.ram.decode_diagnostic_message_async(asked)).body.decoded_diagnostic_message
    assert (decoded.auth_action, decoded.explicit_deny) == ("dysms:SendMessageToGlobe", False)
    assert decoded.auth_principal.auth_principal_type == "SubUser"


async def test_a_role_s_credentials_work_and_expire(cloud: Cloud) -> None:
    alice = await cloud.user("alice", "sts:AssumeRole")
    role = ram.CreateRoleRequest(role_name="sender", assume_role_policy_document=TRUST, max_session_duration=3600)
    assert (await cloud.ram.create_role_async(role)).body.role.arn == ROLE
    attach = ram.AttachPolicyToRoleRequest(
        role_name="sender", policy_name="AliyunDysmsFullAccess", policy_type="System"
    )
    await cloud.ram.attach_policy_to_role_async(attach)
    asked = sts.AssumeRoleRequest(role_arn=ROLE, role_session_name="job", duration_seconds=900)
    assert await refusal(cloud.root.assume_role_async(asked)) == "NoPermission"
    made = (await Sts(alice).assume_role_async(asked)).body
    assert made.assumed_role_user.arn == f"{ROLE}/job"
    credentials = made.credentials
    session = cloud.config(credentials.access_key_id, credentials.access_key_secret, credentials.security_token)
    assert (await Sms(session).send_message_to_globe_async(SEND)).body.response_code == "OK"
    told = (await Sts(session).get_caller_identity_async()).body
    assert (told.identity_type, told.arn) == (
        "AssumedRoleUser",
        f"acs:ram::{ACCOUNT}:assumed-role/sender/job",
    )
    cloud.clock.ahead_ms = 890_000
    assert (await Sms(session).query_message_async(QUERY)).body.response_code == "DATA_NOT_EXIST"
    cloud.clock.ahead_ms = 901_000
    assert await refusal(Sms(session).query_message_async(QUERY)) == "InvalidSecurityToken.Expired"


async def test_a_key_is_rotated_and_the_former_one_stops_working_at_once(cloud: Cloud) -> None:
    former = await cloud.user("alice", "dysms:QueryMessage")
    latter = await cloud.key_of("alice")
    for key in (former, latter):
        assert (await Sms(key).query_message_async(QUERY)).body.response_code == "DATA_NOT_EXIST"
    asked = ram.UpdateAccessKeyRequest(user_name="alice", user_access_key_id=former.access_key_id, status="Inactive")
    await cloud.ram.update_access_key_async(asked)
    assert await refusal(Sms(former).query_message_async(QUERY)) == "InvalidAccessKeyId.Inactive"
    assert (await Sms(latter).query_message_async(QUERY)).body.response_code == "DATA_NOT_EXIST"
    gone = ram.DeleteAccessKeyRequest(user_name="alice", user_access_key_id=former.access_key_id)
    await cloud.ram.delete_access_key_async(gone)
    assert await refusal(Sms(former).query_message_async(QUERY)) == "InvalidAccessKeyId.NotFound"


async def test_lists_and_pages_arrive_in_the_sdk_s_own_types(cloud: Cloud) -> None:
    for number in range(3):
        await cloud.ram.create_user_async(ram.CreateUserRequest(user_name=f"u{number}", display_name=f"U {number}"))
    page = (await cloud.ram.list_users_async(ram.ListUsersRequest(max_items=2))).body
    assert ([user.user_name for user in page.users.user], page.is_truncated) == (["u0", "u1"], True)
    rest = (await cloud.ram.list_users_async(ram.ListUsersRequest(marker=page.marker))).body
    assert ([user.display_name for user in rest.users.user], rest.is_truncated) == (["U 2"], False)
    policies = (await cloud.ram.list_policies_async(ram.ListPoliciesRequest(policy_type="System"))).body
    assert all(row.attachment_count == 0 for row in policies.policies.policy)
    assert await refusal(cloud.ram.get_user_async(ram.GetUserRequest(user_name="nobody"))) == "EntityNotExist.User"


async def test_a_delegate_manages_what_its_policy_names_and_nothing_else(cloud: Cloud) -> None:
    resource = f"acs:ram:*:{ACCOUNT}:user/dev-*"
    document = {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ram:*", "Resource": resource}]}
    lead = Ram(await cloud.user("lead", "sts:AssumeRole"))
    made = ram.CreatePolicyRequest(policy_name="devs", policy_document=json.dumps(document))
    await cloud.ram.create_policy_async(made)
    attach = ram.AttachPolicyToUserRequest(user_name="lead", policy_name="devs", policy_type="Custom")
    await cloud.ram.attach_policy_to_user_async(attach)
    await lead.create_user_async(ram.CreateUserRequest(user_name="dev-1"))
    assert await refusal(lead.create_user_async(ram.CreateUserRequest(user_name="ops-1"))) == "NoPermission"
    everything = ram.AttachPolicyToUserRequest(
        user_name="dev-1", policy_name="AdministratorAccess", policy_type="System"
    )
    assert await refusal(lead.attach_policy_to_user_async(everything)) == "NoPermission"
