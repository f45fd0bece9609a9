"""The credentials a process knows, found by AccessKey id in one look-up in memory (I7)."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from heliograph.identity.credential import Credential


class Credentials(Protocol):
    """Where the gateway finds the credential behind an AccessKey id."""

    def find(self, access_key_id: str) -> Credential | None:
        """The credential, active or not; None for an id that is not known. One look-up, no waiting."""
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

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Credential]:
        return iter(self._by_id.values())
