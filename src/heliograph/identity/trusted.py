"""How a role's trust policy names those it trusts, and whether a caller is one of them.

An account stands in a name with its digits, never a wildcard: `{"RAM": "*"}` would trust every customer of the server.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import msgspec

from heliograph.identity.arn import split_arn
from heliograph.identity.policy import Trusted
from heliograph.identity.wildcards import ANY, Patterns, patterns

_RAM = re.compile(r"acs:ram:\*?:[0-9]{1,32}:(root|\*|(user|role)/[^\s/:]+|assumed-role/[^\s/:]+/[^\s/:]+)", re.ASCII)
_SERVICE = re.compile(r"[A-Za-z0-9@._-]{1,128}", re.ASCII)
_FEDERATED = re.compile(r"acs:ram:\*?:[0-9]{1,32}:(saml|oidc)-provider/[^\s/:]+", re.ASCII)


class Kind(msgspec.Struct, frozen=True):
    """One member of a Principal."""

    accepts: Callable[[str], bool]
    allowed: str


#: The members a Principal may have. No caller of this server is a Service or Federated: such names are kept, and
#: trust nobody here.
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "RAM": Kind(
            lambda name: _RAM.fullmatch(name) is not None,
            "must be acs:ram::<account-id>:root, or :user/<name> or :role/<name> of an account",
        ),
        "Service": Kind(
            lambda name: _SERVICE.fullmatch(name) is not None, "must be the name of a service, as in ecs.aliyuncs.com"
        ),
        "Federated": Kind(
            lambda name: _FEDERATED.fullmatch(name) is not None,
            "must be acs:ram::<account-id>:saml-provider/<name> or :oidc-provider/<name>",
        ),
    }
)


class TrustedNames(msgspec.Struct, frozen=True):
    """The RAM names of one statement, made ready to match."""

    accounts: tuple[tuple[str, Patterns], ...]
    """Account id, and patterns of relative ids within it."""

    def match(self, account: str, relative_ids: Iterable[str]) -> bool:
        """Whether the caller of this account, by any of its names there, is trusted."""
        names = tuple(relative_ids)
        return any(owner == account and any(map(names_of.match, names)) for owner, names_of in self.accounts)


def trusted_names(of: Iterable[Trusted]) -> TrustedNames:
    """The names made ready. `root` is the account with every user and role session in it."""
    split = filter(None, (split_arn(name) for trusted in of if trusted.kind == "RAM" for name in trusted.names))
    return TrustedNames(
        tuple((account, patterns([ANY if relative == "root" else relative])) for _, _, account, relative in split)
    )
