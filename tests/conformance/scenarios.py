"""What every client does and must read: each operation once, and each class of error that a client can cause."""

import json
from dataclasses import dataclass, field

SMS, RAM, STS = "2018-05-01", "2015-05-01", "2015-04-01"


@dataclass(frozen=True, slots=True)
class Scenario:
    """One call and its outcome. A parameter `{send.MessageId}` is a field of an earlier answer of the same client."""

    name: str
    action: str
    version: str = SMS
    parameters: dict[str, str] = field(default_factory=dict)
    key: str = "root"
    form: bool = False
    """Whether the parameters go in a form body, where the client can choose."""
    answer: dict[str, str] | None = None
    """Fields of the answer, `ResponseCode` or `Users.User.0.UserName`; a value that begins with `~` is a pattern."""
    error: str = ""
    status: int = 0
    once: bool = False
    """Whether only clients that name operations themselves can make the call."""


TO = "12025550160"
ACCOUNT = "1000000000000001"
ROLE = f"acs:ram::{ACCOUNT}:role/sender"


def policy(*actions: str) -> str:
    return _document({"Action": list(actions), "Resource": "*"})


def trust(user: str) -> str:
    return _document({"Action": "sts:AssumeRole", "Principal": {"RAM": f"acs:ram::{ACCOUNT}:user/{user}"}})


def _document(statement: dict[str, object]) -> str:
    return json.dumps({"Version": "1", "Statement": [{"Effect": "Allow", **statement}]})


SCENARIOS = (
    Scenario(
        "send",
        "SendMessageToGlobe",
        parameters={"To": TO, "From": "Heliograph", "Message": "A+B &=%~* 你好 😀", "TaskId": "t 1"},
        answer={"ResponseCode": "OK", "MessageId": r"~\d{16,19}", "Segments": "1", "To": TO, "From": "Heliograph"},
    ),
    Scenario(
        "query",
        "QueryMessage",
        parameters={"MessageId": "{send.MessageId}"},
        answer={"ResponseCode": "OK", "Message": "A+B &=%~* 你好 😀", "To": TO, "Status": "~[13]"},
    ),
    Scenario(
        "template",
        "SendMessageWithTemplate",
        parameters={
            "To": "8615012345678",
            "From": "阿里云",
            "TemplateCode": "SMS_100",
            "TemplateParam": '{"code":"12+34 &=%","product":"您"}',
            "SmsUpExtendCode": "90999",
        },
        answer={"ResponseCode": "OK", "MessageId": r"~\d{16,19}", "Segments": "1", "To": "8615012345678"},
    ),
    Scenario(
        "message by template",
        "QueryMessage",
        parameters={"MessageId": "{template.MessageId}"},
        answer={"ResponseCode": "OK", "Message": "【阿里云】您: 12+34 &=%"},
    ),
    Scenario(
        "conversion",
        "SmsConversion",
        parameters={"MessageId": "{template.MessageId}", "Delivered": "true"},
        answer={"ResponseCode": "OK", "ResponseDescription": "OK"},
    ),
    Scenario(
        "conversion rate",
        "ConversionData",
        parameters={"ConversionRate": "0.53", "ReportTime": "1349055900000"},
        form=True,
        answer={"ResponseCode": "OK", "ResponseDescription": "OK"},
    ),
    Scenario(
        "template without a value",
        "SendMessageWithTemplate",
        parameters={
            "To": "8615012345678",
            "From": "阿里云",
            "TemplateCode": "SMS_100",
            "TemplateParam": '{"code":"1234"}',
        },
        answer={"ResponseCode": "CONTENT_MISSING_PARAMETERS"},
    ),
    Scenario(
        "batch",
        "BatchSendMessageToGlobe",
        parameters={"To": f'["{TO}","123"]', "Message": '["one","two"]'},
        answer={"ResponseCode": "OK", "SuccessCount": "1", "FailedList": '["123"]'},
    ),
    Scenario(
        "refused number",
        "SendMessageToGlobe",
        parameters={"To": "123", "Message": "x"},
        answer={"ResponseCode": "MOBILE_NUMBER_ILLEGAL"},
    ),
    Scenario(
        "unknown message", "QueryMessage", parameters={"MessageId": "1"}, answer={"ResponseCode": "DATA_NOT_EXIST"}
    ),
    Scenario("missing parameter", "QueryMessage", error="MissingMessageId", status=400),
    Scenario(
        "unreadable number of seconds",
        "SendMessageToGlobe",
        parameters={"To": TO, "Message": "x", "ValidityPeriod": "soon"},
        error="InvalidValidityPeriod",
        status=400,
    ),
    Scenario(
        "wrong secret",
        "QueryMessage",
        parameters={"MessageId": "1"},
        key="wrong",
        error="SignatureDoesNotMatch",
        status=400,
    ),
    Scenario(
        "unknown key",
        "QueryMessage",
        parameters={"MessageId": "1"},
        key="unknown",
        error="InvalidAccessKeyId.NotFound",
        status=404,
    ),
    Scenario(
        "temporary credential",
        "QueryMessage",
        parameters={"MessageId": "1"},
        key="token",
        answer={"ResponseCode": "DATA_NOT_EXIST"},
    ),
    Scenario(
        "wrong security token",
        "QueryMessage",
        parameters={"MessageId": "1"},
        key="wrong token",
        error="InvalidSecurityToken.MismatchWithAccessKey",
        status=400,
    ),
    Scenario(
        "too often",
        "BatchSendMessageToGlobe",
        parameters={"To": f'["{TO}"]', "Message": '["three"]'},
        error="Throttling.User",
        status=400,
    ),
    Scenario("unknown operation", "NoSuchOperation", error="InvalidApi.NotFound", status=404, once=True),
    Scenario(
        "create a user",
        "CreateUser",
        RAM,
        parameters={"UserName": "alice", "DisplayName": "Alice 你好 +&=%", "Email": "alice@example.com"},
        answer={"User.UserName": "alice", "User.DisplayName": "Alice 你好 +&=%", "User.UserId": "~[0-9]+"},
    ),
    Scenario(
        "give it a key",
        "CreateAccessKey",
        RAM,
        parameters={"UserName": "alice"},
        answer={
            "AccessKey.AccessKeyId": "~LTAI.+",
            "AccessKey.AccessKeySecret": "~.{20,}",
            "AccessKey.Status": "Active",
        },
    ),
    Scenario("list users", "ListUsers", RAM, answer={"Users.User.0.UserName": "alice"}),
    Scenario("unknown user", "GetUser", RAM, {"UserName": "nobody"}, error="EntityNotExist.User", status=404),
    Scenario(
        "create a narrow policy",
        "CreatePolicy",
        RAM,
        parameters={"PolicyName": "asks", "PolicyDocument": policy("dysms:QueryMessage", "sts:AssumeRole")},
        answer={"Policy.PolicyName": "asks", "Policy.PolicyType": "Custom", "Policy.DefaultVersion": "v1"},
    ),
    Scenario(
        "attach it to the user",
        "AttachPolicyToUser",
        RAM,
        parameters={"UserName": "alice", "PolicyName": "asks", "PolicyType": "Custom"},
        answer={"RequestId": "~.+"},
    ),
    Scenario(
        "the user queries", "QueryMessage", SMS, {"MessageId": "1"}, "user", answer={"ResponseCode": "DATA_NOT_EXIST"}
    ),
    Scenario(
        "the user may not send",
        "SendMessageToGlobe",
        parameters={"To": TO, "Message": "x"},
        key="user",
        error="NoPermission",
        status=403,
    ),
    Scenario(
        "create a role",
        "CreateRole",
        RAM,
        parameters={"RoleName": "sender", "AssumeRolePolicyDocument": trust("alice")},
        answer={"Role.Arn": ROLE},
    ),
    Scenario(
        "attach a policy to the role",
        "AttachPolicyToRole",
        RAM,
        parameters={"RoleName": "sender", "PolicyName": "AliyunDysmsFullAccess", "PolicyType": "System"},
        answer={"RequestId": "~.+"},
    ),
    Scenario(
        "assume the role",
        "AssumeRole",
        STS,
        parameters={"RoleArn": ROLE, "RoleSessionName": "job"},
        key="user",
        answer={"AssumedRoleUser.Arn": f"{ROLE}/job", "Credentials.AccessKeyId": r"~STS\..+"},
    ),
    Scenario(
        "root assumes no role",
        "AssumeRole",
        STS,
        parameters={"RoleArn": ROLE, "RoleSessionName": "job"},
        error="NoPermission",
        status=403,
    ),
    Scenario(
        "the role sends",
        "SendMessageToGlobe",
        parameters={"To": TO, "Message": "by a role"},
        key="role",
        answer={"ResponseCode": "OK", "MessageId": r"~\d{16,19}"},
    ),
    Scenario(
        "who the role is",
        "GetCallerIdentity",
        STS,
        key="role",
        answer={"IdentityType": "AssumedRoleUser", "Arn": f"acs:ram::{ACCOUNT}:assumed-role/sender/job"},
    ),
    Scenario("who root is", "GetCallerIdentity", STS, answer={"AccountId": ACCOUNT, "IdentityType": "Account"}),
)
