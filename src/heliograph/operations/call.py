"""One call of an operation and what it answers."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from heliograph.identity import Credential
from heliograph.identity.conditions import Context
from heliograph.operations.description import Operation
from heliograph.operations.ports import Ports
from heliograph.operations.types import Value
from heliograph.sms.msisdn import Number
from heliograph.store.port import Nonce

#: What a field of an answer holds. The values of SMS are all text; RAM has numbers and truths of their own kinds.
Answer: TypeAlias = str | bool | int | Mapping[str, "Answer"] | Sequence["Answer"]

OK = "OK"


@dataclass(slots=True)
class Call:
    """A request that was authenticated, authorised and validated. Treat it as a value.

    Not frozen: one is made for every request, and a frozen dataclass costs three times as much to make.
    """

    operation: Operation
    account: str
    principal: str
    request_id: str
    """Upper-case UUID; the answer's RequestId, and stored with what the call writes."""
    values: Mapping[str, Value]
    """By parameter name; a parameter that was not sent, or sent blank, is absent."""
    nonce: Nonce | None = None
    """To be burnt in the same write (I9); None where the operation changes nothing."""
    peer: str = ""
    caller: Credential | None = None
    """Whose key signed it; None only for a call that a test makes."""
    context: Context = field(default_factory=dict)
    """The condition keys of the request, for an operation that asks policies itself."""

    def text(self, name: str) -> str:
        """A text parameter; empty where it was not sent."""
        value = self.values.get(name, "")
        assert isinstance(value, str)
        return value

    def number(self, name: str, default: int = 0) -> int:
        """An integer parameter, or `default` where it was not sent."""
        value = self.values.get(name, default)
        assert isinstance(value, int)
        return value

    def truth(self, name: str, default: bool = False) -> bool:
        """A boolean parameter, or `default` where it was not sent."""
        value = self.values.get(name, default)
        assert isinstance(value, bool)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list parameter; empty where it was not sent."""
        value = self.values.get(name, ())
        assert isinstance(value, tuple)
        return value

    def flag(self, name: str) -> bool:
        """A boolean parameter; false where it was not sent."""
        return self.values.get(name, False) is True

    def pairs(self, name: str) -> dict[str, str]:
        """The members of a JSON object; none where it was not sent."""
        parts = self.texts(name)
        return dict(zip(parts[::2], parts[1::2], strict=True))

    def msisdn(self, name: str) -> Number:
        """A required phone number."""
        value = self.values[name]
        assert isinstance(value, Number)
        return value


def known(texts: Mapping[str, str]) -> dict[str, Answer]:
    """Fields of an answer without those that are empty: what is not known is absent."""
    return {name: value for name, value in texts.items() if value}


@dataclass(slots=True)
class Reply:
    """What an operation answers inside a 200: its ResponseCode, the description of that, and its own fields."""

    code: str = OK
    description: str = OK
    fields: Mapping[str, Answer] = field(default_factory=dict)
    """By name, as the description's `answers` has them; the renderer puts them into that order."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an operation refuses, where its product says so by the gateway's error document (RAM, STS).

    The HTTP status is the catalogue's.
    """

    code: str
    text: str = ""
    """Says it more exactly than the catalogue; never a secret."""
    detail: Mapping[str, str] | None = None
    """AccessDeniedDetail, where policies that the operation asked itself denied it."""


Run = Callable[[Call, Ports], Awaitable[Reply | Refusal]]


@dataclass(frozen=True, slots=True)
class Served:
    """An operation with the function that does it."""

    operation: Operation
    run: Run


def operation(description: Operation) -> Callable[[Run], Served]:
    """Bind a description to the function below it: `@operation(QUERY_MESSAGE)`."""

    def bind(run: Run) -> Served:
        return Served(description, run)

    return bind
