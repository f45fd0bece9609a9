"""What an operation is, as data: its name, parameters, answers, limits and rights (I1).

Validation, dispatch, rate limits, documentation and later the explorer, the samples and the API metadata read these
values; nothing about an operation is said a second time.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from heliograph.operations.types import Type


class Access(StrEnum):
    """What an operation does to the account, in the words of Alibaba Cloud's authorisation pages."""

    GET = "get"
    LIST = "list"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


#: Operations with one of these act; their nonce is burnt durably with what they write (I9).
CHANGES = frozenset({Access.CREATE, Access.UPDATE, Access.DELETE})


class Place(StrEnum):
    """Where the generated SDKs put a parameter. The gateway takes it from either."""

    QUERY = "query"
    FORM = "formData"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One request parameter."""

    name: str
    type: Type
    says: str
    """One sentence for the reader of a manual."""
    required: bool = False
    example: str = ""
    refused_as: str = "INVALID_PARAMETERS"
    """The ResponseCode of a value that can be read but is not allowed, where the type names none."""
    place: Place = Place.QUERY
    secret: bool = False
    """Whether its value must not be shown or kept: a password."""


class Shape(StrEnum):
    """What a response field is in JSON."""

    STRING = "string"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    OBJECT = "object"
    LIST = "array"
    """Of objects with the field's `fields`, or of texts where it has none."""


@dataclass(frozen=True, slots=True)
class Field:
    """One response field. A field that is not known in an answer is absent from it, not empty."""

    name: str
    says: str
    example: str = ""
    shape: Shape = Shape.STRING
    fields: tuple["Field", ...] = ()
    """The fields of the object, or of each object in the list."""


_PLACEHOLDER = re.compile(r"\{([A-Za-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Under which names an answer tells how a call ended."""

    code: str
    text: str


RESPONSE_CODE_AND_DESCRIPTION = Outcome("ResponseCode", "ResponseDescription")

#: The names of the versions of 2017.
CODE_AND_MESSAGE = Outcome("Code", "Message")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of one product and version."""

    product: str
    version: str
    name: str
    """What a request names as Action; case counts."""
    says: str
    """What it does, in one or two sentences for the reader of a manual."""
    action: str
    """The name that a RAM policy allows or denies, `dysms:QueryMessage`; empty where whoever can sign may call."""
    access: Access
    calls_per_second: int
    """How often one account may call it; the server's settings may say otherwise."""
    parameters: tuple[Parameter, ...]
    answers: tuple[Field, ...]
    """In the order of the page; an answer keeps it."""
    refusals: tuple[str, ...] = ()
    """The ResponseCodes other than OK that it may answer with, in the catalogue's words."""
    refuses_by_document: bool = False
    """Whether what is wrong is told by an error document with a status of its own, as RAM and STS do, and not by a
    ResponseCode inside a 200. `refusals` and the parameters' `refused_as` are codes of such documents then."""
    resource: str = "*"
    """The ARN that a RAM policy allows or denies the action on, `acs:ram:*:{account}:user/{UserName}`: `{account}` is
    the caller's account, a parameter's name in braces what the request brings."""
    second_resource: str = ""
    """Another such ARN that must be allowed, too, as of the policy that is attached to a user: `{policy_owner}` is the
    account, or `system` for a PolicyType System. Empty for none."""
    of_server: bool = False
    """Whether only the server's own account may call it, whatever policies say: it is about all accounts."""
    methods: tuple[str, ...] = ("POST", "GET")
    outcome: Outcome = RESPONSE_CODE_AND_DESCRIPTION
    source: str = ""
    """The page or ruling that the description was read from."""

    def arns(self, account: str, parameters: Mapping[str, str], user: str = "") -> tuple[str, ...]:
        """The resources of one call, by the parameters as they were sent, right or wrong: policies are asked first.

        `user` is the name of the RAM user who calls: RAM takes it for a UserName that was not sent. What else was not
        sent leaves nothing in its place, which is the name of nothing.
        """
        if "{" not in self.resource:
            return (self.resource,)
        known = {name: value for name, value in parameters.items() if value}
        known.setdefault("UserName", user)
        known["account"] = account
        known["policy_owner"] = "system" if parameters.get("PolicyType") == "System" else account
        return tuple(
            _PLACEHOLDER.sub(lambda placeholder: known.get(placeholder[1], ""), resource)
            for resource in (self.resource, self.second_resource)
            if resource
        )

    @property
    def changes(self) -> bool:
        """Whether it acts, so that a replay would act twice."""
        return self.access in CHANGES


#: The fields that every answer has beside its own.
REQUEST_ID = Field("RequestId", "The id of this request, an upper-case UUID.", "F655A8D5-B967-440B-8683-DAD6FF8D28D0")
RESPONSE_CODE = Field("ResponseCode", "OK, or the code of why the request was refused.", "OK")
RESPONSE_DESCRIPTION = Field(
    "ResponseDescription", "What the ResponseCode means here.", "The SMS Send Request was accepted"
)

#: The same two in the versions of 2017.
CODE = Field("Code", "OK, or the code of why the request was refused.", "OK")
MESSAGE = Field("Message", "What the Code means here.", "OK")
