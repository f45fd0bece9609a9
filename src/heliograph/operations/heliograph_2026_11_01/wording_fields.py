"""How Heliograph's own operations describe and show templates and signatures."""

from collections.abc import Callable, Sequence

import orjson

from heliograph.operations.call import Answer
from heliograph.operations.dates import api_date
from heliograph.operations.description import Field, Parameter
from heliograph.operations.shelf import Kept
from heliograph.operations.types import Choice, Integer, Pattern, Text
from heliograph.sms.approval import (
    CODE_PATTERN,
    LABEL_MAX,
    REASON_MAX,
    SIGNATURE_PATTERN,
    SIGNATURE_SAYS,
    MessageTemplate,
    Signature,
    Wording,
)
from heliograph.sms.template import CONTENT_MAX, GRAMMAR, GRAMMAR_SAYS, parse_template

ITEMS_DEFAULT = 50
ITEMS_MAX = 200

#: A name that is looked for may be any text; only a new one is held to the rules.
_KEY_MAX = 64

TEMPLATE_CODE = Parameter(
    "TemplateCode", Text(_KEY_MAX), "The template's code.", required=True, example="SMS_153055065"
)
NEW_TEMPLATE_CODE = Parameter(
    "TemplateCode",
    Pattern(CODE_PATTERN, "1 to 64 letters, digits, underscores and hyphens"),
    "The code that it is to have; SMS_ and digits when absent.",
    example="SMS_153055065",
)
_CONTENT = Pattern(rf"(?=[\s\S]{{1,{CONTENT_MAX}}}\Z){GRAMMAR}", GRAMMAR_SAYS)
TEMPLATE_CONTENT = Parameter(
    "TemplateContent",
    _CONTENT,
    "The text, with a variable such as ${code} wherever a message has words of its own.",
    required=True,
    example="Your code is ${code}.",
)
OTHER_CONTENT = Parameter(
    "TemplateContent", _CONTENT, "The new text; as before when absent.", example="Your code is ${code}."
)
TEMPLATE_NAME = Parameter("TemplateName", Text(LABEL_MAX), "What people call it.", example="Sign-in code")
TEMPLATE_TYPE = Parameter(
    "TemplateType",
    Choice(("OTP", "NOTIFY", "MKT")),
    "OTP for one-time codes, which go first, NOTIFY for notices, MKT for promotions, which go last.",
    example="OTP",
)
SIGN_NAME = Parameter("SignName", Text(_KEY_MAX), "The signature's name.", required=True, example="Alicloud321")
NEW_SIGN_NAME = Parameter(
    "SignName",
    Pattern(SIGNATURE_PATTERN, SIGNATURE_SAYS),
    "The name as recipients are to read it, without brackets.",
    required=True,
    example="Alicloud321",
)
REASON = Parameter("Reason", Text(REASON_MAX), "Why, for whoever asked for it.", example="Names another company.")
AFTER = Parameter("After", Text(_KEY_MAX), "Only those behind this one; NextAfter of the page before.", example="SMS_1")
MAX_ITEMS = Parameter("MaxItems", Integer(1, ITEMS_MAX), f"How many at most; {ITEMS_DEFAULT} by default.", example="50")

IS_TRUNCATED = Field("IsTruncated", "true when there are more.", "false")
NEXT_AFTER = Field("NextAfter", "After for the next page; absent on the last one.", "SMS_153055065")

_STANDING = (
    Field("State", "pending, approved or rejected.", "approved"),
    Field("Reason", "Why it was rejected; absent where nothing was said.", "Names another company."),
    Field("Revision", "Counts its changes; absent for one of the configuration.", "1"),
    Field(
        "ChangedDate",
        "When it was last changed; absent for one of the configuration.",
        "Mon, 24 Dec 2018 16:58:22 +0800",
    ),
    Field("ReadOnly", "true for one of the configuration, which is approved and which no request changes.", "false"),
)

#: One template.
TEMPLATE = (
    Field("TemplateCode", "What SendMessageWithTemplate calls it.", "SMS_153055065"),
    Field("TemplateName", "What people call it; absent where nothing was said.", "Sign-in code"),
    Field("TemplateContent", "The text with its variables.", "Your code is ${code}."),
    Field("TemplateType", "OTP, NOTIFY or MKT.", "OTP"),
    Field("Variables", "The names of its variables, as the text of a JSON array.", '["code"]'),
    *_STANDING,
)

#: One signature.
SIGNATURE = (
    Field("SignName", "What SendMessageWithTemplate is given as From.", "Alicloud321"),
    *_STANDING,
)


def template_row(kept: Kept[MessageTemplate], offset_minutes: int) -> dict[str, Answer]:
    """One template as answers show it; what is not known is absent."""
    item = kept.item
    read = parse_template(item.content)
    texts = {
        "TemplateCode": item.code,
        "TemplateName": item.name,
        "TemplateContent": item.content,
        "TemplateType": item.type,
        "Variables": orjson.dumps(read.names if read is not None else ()).decode(),
    }
    return {name: text for name, text in texts.items() if text} | _standing(kept, offset_minutes)


def signature_row(kept: Kept[Signature], offset_minutes: int) -> dict[str, Answer]:
    """One signature as answers show it; what is not known is absent."""
    return {"SignName": kept.item.name, **_standing(kept, offset_minutes)}


def page_fields(
    name: str,
    found: Sequence[Kept[Wording]],
    items_max: int,
    row: Callable[[Kept[Wording]], dict[str, Answer]],
) -> dict[str, Answer]:
    """The fields of a list, of which one more was read than is shown."""
    page = found[:items_max]
    truncated = len(found) > items_max
    fields: dict[str, Answer] = {
        name: [row(kept) for kept in page],
        "IsTruncated": "true" if truncated else "false",
    }
    if truncated:
        fields["NextAfter"] = page[-1].item.key
    return fields


def _standing(kept: Kept[MessageTemplate] | Kept[Signature], offset_minutes: int) -> dict[str, Answer]:
    texts = {
        "State": kept.item.state.value,
        "Reason": kept.item.reason,
        "Revision": "" if kept.read_only else str(kept.revision),
        "ChangedDate": api_date(kept.item.changed_at, offset_minutes) if kept.item.changed_at else "",
        "ReadOnly": "true" if kept.read_only else "false",
    }
    return {name: text for name, text in texts.items() if text}
