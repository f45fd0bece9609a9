"""How an operation of RAM is described: its parameters by the rules of identities, and the fields of what it tells."""

from collections.abc import Iterable, Mapping

from heliograph.identity.fields import COUNTS, NUMBERS, TEXTS
from heliograph.identity.policy import CUSTOM, TRUST
from heliograph.operations.call import Answer
from heliograph.operations.description import REQUEST_ID, Access, Field, Operation, Parameter, Shape
from heliograph.operations.identity_types import Bounded, NamedText, PolicyText
from heliograph.operations.ram_2015_05_01 import PRODUCT, VERSION
from heliograph.operations.types import Choice, Integer, Type

#: The code of a value that can be read and is not allowed, where RAM has none of its own for it.
INVALID = "InvalidParameter"

#: Of calls that answer from memory. The cloud's own limits are not on its pages; an account's programs stay far below.
READS_PER_SECOND = 100
#: Of calls that wait for the disk.
CHANGES_PER_SECOND = 30

_READS = frozenset({Access.GET, Access.LIST})

USER = "acs:ram:*:{account}:user/{UserName}"
USERS = "acs:ram:*:{account}:user/*"
GROUP = "acs:ram:*:{account}:group/{GroupName}"
GROUPS = "acs:ram:*:{account}:group/*"
ROLE = "acs:ram:*:{account}:role/{RoleName}"
ROLES = "acs:ram:*:{account}:role/*"
POLICY = "acs:ram:*:{policy_owner}:policy/{PolicyName}"
OWN_POLICY = "acs:ram:*:{account}:policy/{PolicyName}"
POLICIES = "acs:ram:*:{account}:policy/*"


def ram(
    name: str,
    says: str,
    access: Access,
    resource: str,
    parameters: tuple[Parameter, ...] = (),
    answers: tuple[Field, ...] = (),
    refusals: tuple[str, ...] = (),
    second_resource: str = "",
) -> Operation:
    """One operation. The codes of its parameters are among its refusals by themselves."""
    codes = dict.fromkeys((*refusals, *(code for parameter in parameters for code in _codes_of(parameter))))
    return Operation(
        product=PRODUCT,
        version=VERSION,
        name=name,
        says=says,
        action=f"ram:{name}",
        access=access,
        calls_per_second=READS_PER_SECOND if access in _READS else CHANGES_PER_SECOND,
        parameters=parameters,
        answers=(*answers, REQUEST_ID),
        refusals=tuple(codes),
        refuses_by_document=True,
        resource=resource,
        second_resource=second_resource,
        source=f"RAM API reference 2015-05-01, page {name}; fields as in alibabacloud-ram20150501 1.3.0",
    )


def _codes_of(parameter: Parameter) -> Iterable[str]:
    yield parameter.refused_as
    if isinstance(parameter.type, (NamedText, PolicyText)):
        yield from parameter.type.codes


# Parameters


def text(name: str, says: str, example: str, *, required: bool = False) -> Parameter:
    """A text that `identity.fields` has a rule for."""
    type_ = NamedText(name)
    return Parameter(name, type_, says, required=required, example=example, refused_as=type_.codes[0])


def plain(name: str, type_: Type, says: str, example: str, *, required: bool = False, code: str = INVALID) -> Parameter:
    """A parameter of any other type."""
    return Parameter(name, type_, says, required=required, example=example, refused_as=code)


USER_NAME = text("UserName", "The user's name.", "alice", required=True)
#: Where the caller's own keys are meant by leaving it out.
USER_NAME_OR_OWN = text("UserName", "The user's name; that of the caller where it is a user and sends none.", "alice")
GROUP_NAME = text("GroupName", "The group's name.", "operators", required=True)
ROLE_NAME = text("RoleName", "The role's name.", "sender", required=True)
POLICY_NAME = text("PolicyName", "The policy's name.", "sms-query-only", required=True)
VERSION_ID = text("VersionId", "The version's id.", "v2", required=True)
POLICY_TYPE = plain(
    "PolicyType",
    Choice(("Custom", "System")),
    "Custom for a policy of the account, System for one that every account has.",
    "Custom",
    required=True,
    code="InvalidParameter.PolicyType",
)
POLICY_DOCUMENT = plain(
    "PolicyDocument",
    PolicyText(CUSTOM),
    f"The policy, JSON of at most {CUSTOM.characters_max} characters.",
    '{"Version":"1","Statement":[{"Effect":"Allow","Action":"dysms:QueryMessage","Resource":"*"}]}',
    required=True,
    code=CUSTOM.grammar_code,
)


def trust_document(name: str, *, required: bool) -> Parameter:
    """A role's trust policy."""
    return plain(
        name,
        PolicyText(TRUST),
        f"Who may assume the role, JSON of at most {TRUST.characters_max} characters.",
        '{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",'
        '"Principal":{"RAM":"acs:ram::1000000000000001:root"}}]}',
        required=required,
        code=TRUST.grammar_code,
    )


def session_seconds(name: str) -> Parameter:
    """A role's longest session."""
    rule = NUMBERS["MaxSessionDuration"]
    says = f"How long a session of the role may last, in seconds: {rule.least} to {rule.most}."
    return plain(name, Integer(rule.least, rule.most), says, f"{rule.default}")


_ITEMS = NUMBERS["MaxItems"]
ITEMS_DEFAULT = _ITEMS.default
MARKER = plain("Marker", Bounded(256), "Marker of the page before; the first page where it is absent.", "alice")
MAX_ITEMS = plain(
    "MaxItems", Integer(_ITEMS.least, _ITEMS.most), f"How many at most; {_ITEMS.default} by default.", "100"
)
PAGE = (MARKER, MAX_ITEMS)

#: A scope that attachments do not have here. Left out by the SDKs unless somebody sets it.
RESOURCE_GROUP = plain(
    "ResourceGroupId",
    Bounded(128),
    "Must be absent: policies are attached for the whole account here.",
    "rg-acfmxgjiro2b5xq",
)
CONSOLE_LOGIN_SAYS = "Whether the role may sign in to a console; there is none for roles here, so only false is taken."

# Answers

IS_TRUNCATED = Field("IsTruncated", "Whether there is another page.", "false", Shape.BOOLEAN)
NEXT_MARKER = Field("Marker", "Marker for the next page; absent on the last.", "alice")


def one(name: str, says: str, *fields: Field) -> Field:
    """An object with these fields."""
    return Field(name, says, shape=Shape.OBJECT, fields=fields)


def many(name: str, each: str, says: str, *fields: Field) -> Field:
    """A list in the object that RAM wraps around each: `Users.User[]`."""
    return one(name, says, Field(each, "One of them.", shape=Shape.LIST, fields=fields))


def date(name: str, says: str) -> Field:
    """A date."""
    return Field(name, says, "2015-01-23T12:33:18Z")


CREATED = date("CreateDate", "When it was made, UTC.")
UPDATED = date("UpdateDate", "When it was last changed, UTC.")
JOINED = date("JoinDate", "When the user joined the group, UTC.")
ATTACHED = date("AttachDate", "When the policy was attached, UTC.")


def told(values: Mapping[str, Answer], field: Field) -> dict[str, Answer]:
    """Those of the values that the object or list `field` has, in its order."""
    return {each.name: values[each.name] for each in field.fields if each.name in values}


def told_many(rows: Iterable[Mapping[str, Answer]], field: Field) -> dict[str, Answer]:
    """The rows as the list in the wrapper `field`."""
    (each,) = field.fields
    return {each.name: [told(row, each) for row in rows]}


def count_of(code: str) -> int:
    """How many there may be, by the code that refuses one more: `LimitExceeded.User`."""
    return COUNTS[code.removeprefix("LimitExceeded.")]


def rule_of(name: str) -> str:
    """What a text of that name may hold, for the manual."""
    return TEXTS[name].says
