"""The calls that the samples of every executed language make: each operation of Dysmsapi, and texts that bite.

Each case says what must be heard, which is what the sample was given, and what the server must answer to it.
"""

from dataclasses import dataclass

from heliograph.explorer.products import products
from heliograph.operations.description import Operation

OPERATIONS = {operation.name: operation for described in products().values() for operation in described}

#: What the server of these tests needs beside its defaults.
CONFIG = """
[limits]
enforced = false

[[credentials]]
access_key_id = "STS.Samples"
access_key_secret = "session-secret"
security_token = "a token+/== with spaces"

[[templates]]
code = "SMS_100"
content = "${product}: ${code}"

[[signatures]]
name = "阿里云"
"""

TO = "12025550160"

#: Texts that end a literal, begin an expression in one, or turn around what is shown, in one language or another.
BITES = {
    "quotes": "'single' \"double\" `grave` '''three''' \"\"\"three\"\"\" '\\'' ",
    "backslashes": "\\ \\\\ \\n \\u0041 \\x41 \\101 \\N{BULLET} C:\\new\\table \\",
    "expansions": "$HOME ${HOME} $(id) `id` {$HOME} #{1+1} ${1+1} %s %(a)s {0} {{x}} <?= 1 ?> !! ~ * ? $",
    "template marks": "«about» «query» «arguments»",
    "lines": "one\ntwo\r\nthree\rfour\ttab\x0b\x0c end\n\n",
    "controls": "".join(map(chr, [*range(1, 32), 127, 0x80, 0x85, 0x9F])) + "1a",
    "comments": "*/ /* // # -- <!-- --> ]]> </script> ; \\",
    "wide": "汉字 かな 한글 é e\u0301 ß ½ ¥",
    "astral": "\U0001f469\u200d\U0001f469\u200d\U0001f467\U0001f3fd \U0001d11e \U0010ffff\ufffe",
    "direction": "\u202eevil\u202c \u2066x\u2069 \u200f \ufeff \u2028 \u2029 \u00a0 \u00ad end",
    "url": "a+b c%20d&e=f?g#h;i/j:k@l[m]~n*o(p)q!r,s",
    "a flag": "--Message=-x",
    "a file": "@/etc/passwd",
    "blanks": "  both ends  ",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One call."""

    name: str
    operation: Operation
    values: dict[str, str]
    answer: dict[str, str] | None = None
    """Fields that its answer must have."""
    error: str = ""
    """The Code of the error document that it must be refused with instead."""


def cases(message_id: str) -> list[Case]:
    """All of them; `message_id` names a message to `TO` that the server has."""
    ok = {"ResponseCode": "OK"}
    send = OPERATIONS["SendMessageToGlobe"]
    everything = {
        "To": TO,
        "From": "Alicloud321",
        "Message": "Hello 你好",
        "Type": "NOTIFY",
        "TaskId": "a b+c/=",
        "ValidityPeriod": "600",
        "ChannelId": "",
    }
    return [
        Case("send", send, everything, ok),
        Case(
            "batch",
            OPERATIONS["BatchSendMessageToGlobe"],
            {"To": f'["{TO}", "12025550161"]', "Message": '["it\'s \\"one\\"", "你好 \\u0041"]', "From": "Alicloud321"},
            {"ResponseCode": "OK", "SuccessCount": "2", "FailedList": "[]"},
        ),
        Case(
            "template",
            OPERATIONS["SendMessageWithTemplate"],
            {
                "To": "8615012345678",
                "From": "阿里云",
                "TemplateCode": "SMS_100",
                "TemplateParam": '{"code": "12\\\\34", "product": "您"}',
            },
            ok,
        ),
        Case("query", OPERATIONS["QueryMessage"], {"MessageId": message_id}, {"ResponseCode": "OK", "To": TO}),
        Case("conversion", OPERATIONS["SmsConversion"], {"MessageId": message_id, "Delivered": "true"}, ok),
        Case("no conversion", OPERATIONS["SmsConversion"], {"To": TO, "Delivered": "false"}, ok),
        Case(
            "rate",
            OPERATIONS["ConversionData"],
            {"ConversionRate": "0.53", "ReportTime": "1349055900000"},
            ok,
        ),
        Case(
            "not a number", send, {"To": TO, "Message": "Hi", "ValidityPeriod": "soon"}, error="InvalidValidityPeriod"
        ),
        Case("nothing given", send, {}, error="MissingTo"),
        Case("no parameters", OPERATIONS["GetCallerIdentity"], {}, {"IdentityType": "Account"}),
        Case("by name", OPERATIONS["ListMessages"], {"To": TO, "MaxItems": "1"}, {}),
        Case("of RAM", OPERATIONS["ListUsers"], {"MaxItems": "10"}, {}),
        Case("of Dybaseapi", OPERATIONS["QueryTokenForMnsQueue"], {"MessageType": "SmsReport"}, {"Code": "OK"}),
        *(Case(name, send, {"To": TO, "Message": text}, ok) for name, text in BITES.items()),
    ]
