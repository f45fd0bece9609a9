"""A credential: what stands behind an AccessKey id."""

from dataclasses import dataclass, field

from heliograph.identity.session import Session


@dataclass(frozen=True, slots=True)
class Credential:
    """An AccessKey pair, or a temporary triple with its security token.

    Two things never show in its `repr`: the secret and the token. Neither may be written to a log or an error text.
    """

    access_key_id: str
    secret: str = field(repr=False)
    account: str
    """Id of the account it acts for."""
    principal: str = ""
    """Who acts, as an ARN: `acs:ram::<account>:root`, or a user or role session of the account."""
    security_token: str = field(default="", repr=False)
    """Must come with every request of a temporary credential; empty for a plain pair."""
    active: bool = True
    """False for a key that was disabled: it is known, and refused."""
    user: str = ""
    """Id of the user it belongs to; empty for the account itself and for sessions."""
    session: Session | None = field(default=None, repr=False)
    """The session of a role that it stands for, if it does."""

    def __post_init__(self) -> None:
        if not self.access_key_id or not self.secret:
            raise ValueError("A credential needs an AccessKey id and a secret, neither of them empty.")


def root_principal(account: str) -> str:
    """The ARN of the account itself, as GetCallerIdentity spells it."""
    return f"acs:ram::{account}:root"
