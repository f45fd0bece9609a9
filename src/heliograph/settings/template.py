"""The settings of `[[templates]]` and `[[signatures]]`: what every account may send, and under which name."""

import enum
from typing import Annotated

import msgspec
from msgspec import Meta

from heliograph.sms.approval import CODE_PATTERN, LABEL_MAX, SIGNATURE_PATTERN, SIGNATURE_SAYS
from heliograph.sms.template import CONTENT_MAX, GRAMMAR, GRAMMAR_SAYS


class TemplateType(enum.StrEnum):
    """Which messages go first."""

    OTP = "OTP"
    NOTIFY = "NOTIFY"
    MKT = "MKT"


class TemplateSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A template of SendMessageWithTemplate that every account may send: approved, and changed here only. Write one
    `[[templates]]` table for each."""

    code: Annotated[
        str,
        Meta(
            pattern=CODE_PATTERN,
            extra={"allowed": "1 to 64 letters, digits, underscores and hyphens"},
            description="What requests name as TemplateCode.",
        ),
    ]
    content: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=CONTENT_MAX,
            pattern=GRAMMAR,
            extra={"allowed": GRAMMAR_SAYS},
            description="The text, with a variable such as `${code}` wherever a message has words of its own.",
        ),
    ]
    type: Annotated[
        TemplateType,
        Meta(description="`OTP` for one-time codes, which go first, `NOTIFY` for notices, `MKT` for promotions."),
    ] = TemplateType.NOTIFY
    name: Annotated[str, Meta(max_length=LABEL_MAX, description="What people call it.")] = ""


class SignatureSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A signature that every account may send under: approved, and changed here only. Write one `[[signatures]]` table
    for each."""

    name: Annotated[
        str,
        Meta(
            pattern=SIGNATURE_PATTERN,
            extra={"allowed": SIGNATURE_SAYS},
            description="What requests name as From, and recipients read between 【 and 】.",
        ),
    ]
