"""The credentials a process knows, found by AccessKey id in one look-up in memory (I7)."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from heliograph.identity.credential import Credential
from heliograph.identity.token import TokenRefused


class Credentials(Protocol):
    """Where the gateway finds the credential behind an AccessKey id. Nothing here waits for anything."""

    def find(self, access_key_id: str) -> Credential | None:
        """The credential of a lasting key or a fixed triple, active or not; None for an id that is not known."""
        ...

    def find_session(self, access_key_id: str, security_token: str, now: int) -> Credential | TokenRefused:
        """The credential that the token carries, for an id that `find` does not know and that begins with `STS.`."""
        ...

    def used(self, access_key_id: str, now: int) -> None:
        """A request was rightly signed with this key."""
        ...


class CredentialTable:
    """The root key and the fixed triples of this server, made once from its configuration.

    Raises ValueError when two credentials share an id: which of them would sign is nobody's guess.
    """

    def __init__(self, credentials: Iterable[Credential]) -> None:
        self._by_id: dict[str, Credential] = {}
        for credential in credentials:
            if credential.access_key_id in self._by_id:
                raise ValueError(f"Two credentials have the AccessKey id {credential.access_key_id}.")
            self._by_id[credential.access_key_id] = credential

    def find(self, access_key_id: str) -> Credential | None:
        return self._by_id.get(access_key_id)

    def find_session(self, access_key_id: str, security_token: str, now: int) -> Credential | TokenRefused:
        """None of this table's triples is self-contained: what `find` does not know is not known."""
        return TokenRefused.ENDED

    def used(self, access_key_id: str, now: int) -> None:
        """The keys of configuration have no record to keep it in."""

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Credential]:
        return iter(self._by_id.values())
