"""What every client does and must read: each operation once, and each class of error that a client can cause."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Scenario:
    """One call and its outcome. A parameter `{sent.MessageId}` is a field of an earlier answer of the same client."""

    name: str
    action: str
    version: str = "2018-05-01"
    parameters: dict[str, str] = field(default_factory=dict)
    key: str = "root"
    form: bool = False
    """Whether the parameters go in a form body, where the client can choose."""
    answer: dict[str, str] | None = None
    """Fields of the answer; a value that begins with `~` is a pattern."""
    error: str = ""
    status: int = 0
    once: bool = False
    """Whether only clients that name operations themselves can make the call."""


TO = "12025550160"

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
)
