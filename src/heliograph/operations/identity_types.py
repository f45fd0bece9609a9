"""The types of parameters about identities: names and texts by the rules of RAM, and policies by their language."""

from dataclasses import dataclass
from ipaddress import ip_network

from heliograph.identity.fields import TEXTS, check_text
from heliograph.identity.grammar import Malformed, parse
from heliograph.identity.login_profile import PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN
from heliograph.identity.policy import Form
from heliograph.operations.ports import Numbers
from heliograph.operations.types import Unfit

#: The code of a password that is not to be kept.
TOO_WEAK = "InvalidParameter.Password.TooWeak"

#: Of a password: what has fewer is one key held down.
DIFFERENT_MIN = 4


@dataclass(frozen=True, slots=True)
class NamedText:
    """A text by the rule that `identity.fields` has for a parameter of that name."""

    name: str
    """With or without `New` before it."""
    code: str = ""
    """The one code of everything that is wrong with it; empty where RAM has one for each kind of fault."""

    json_type = "string"

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes that it may be refused with."""
        if self.code:
            return (self.code,)
        rule = TEXTS[self.name.removeprefix("New")]
        if rule.shape != "InvalidChars":
            return (f"InvalidParameter.{self.name}.{rule.shape}",)
        return (f"InvalidParameter.{self.name}.InvalidChars", f"InvalidParameter.{self.name}.Length")

    def read(self, text: str, numbers: Numbers) -> str | Unfit:
        fault = check_text(self.name, text)
        if fault is None:
            return text
        return Unfit(fault.text.removeprefix(f"{self.name} ").removesuffix("."), self.code or fault.code)


@dataclass(frozen=True, slots=True)
class PolicyText:
    """A document of the policy language; everything that is wrong with it is told at once."""

    form: Form

    json_type = "string"

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes that it may be refused with."""
        return tuple(dict.fromkeys((self.form.grammar_code, self.form.size_code)))

    def read(self, text: str, numbers: Numbers) -> str | Unfit:
        found = parse(text, self.form)
        if not isinstance(found, Malformed):
            return text
        return Unfit(f"is not {self.form.says}. {found.text.removesuffix('.')}", found.code)


@dataclass(frozen=True, slots=True)
class Bounded:
    """Any text up to a length; a longer one is refused with the parameter's own code."""

    length_max: int
    """In characters (Unicode code points)."""

    json_type = "string"

    def read(self, text: str, numbers: Numbers) -> str | Unfit:
        if len(text) > self.length_max:
            return Unfit(f"has {len(text)} characters; at most {self.length_max} are allowed")
        return text


@dataclass(frozen=True, slots=True)
class Password:
    """A password that is to be kept."""

    json_type = "string"

    def read(self, text: str, numbers: Numbers) -> str | Unfit:
        if not PASSWORD_LENGTH_MIN <= len(text) <= PASSWORD_LENGTH_MAX:
            allowed = f"{PASSWORD_LENGTH_MIN} to {PASSWORD_LENGTH_MAX}"
            return Unfit(f"has {len(text)} characters; {allowed} are allowed", TOO_WEAK)
        if len(set(text)) < DIFFERENT_MIN:
            return Unfit(f"has fewer than {DIFFERENT_MIN} different characters", TOO_WEAK)
        return text


@dataclass(frozen=True, slots=True)
class Networks:
    """Addresses and networks, with commas between them."""

    count_max: int

    json_type = "string"

    def read(self, text: str, numbers: Numbers) -> tuple[str, ...] | Unfit:
        parts = [part.strip() for part in text.split(",")]
        if len(parts) > self.count_max:
            return Unfit(f"has {len(parts)} networks; at most {self.count_max} are allowed", "PARAM_LENGTH_LIMIT")
        try:
            return tuple(dict.fromkeys(str(ip_network(part)) for part in parts))
        except ValueError:
            return Unfit("must be addresses or networks such as 203.0.113.0/24, with commas between")
