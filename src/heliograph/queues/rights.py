"""Decides whether a reader may do what he asks: the account itself may, users and sessions as their policies say."""

from typing import Protocol

from heliograph.gateway.authorise import request_context
from heliograph.http.request import Request
from heliograph.identity import IdentityDirectory
from heliograph.identity.evaluate import Request as Wanted
from heliograph.identity.evaluate import decide
from heliograph.identity.principal import AccountRoot
from heliograph.queues.ask import Asked
from heliograph.queues.authenticate import Reader


class Rights(Protocol):
    """Who may do what at a queue."""

    def allow(self, reader: Reader, asked: Asked, request: Request, now: int) -> bool:
        """Whether the reader may; `now` is UTC milliseconds of the wall clock."""
        ...


class PolicyRights:
    """Rights as the identities of this server have them, in MNS's names of actions and resources."""

    def __init__(self, directory: IdentityDirectory) -> None:
        self._directory = directory

    def allow(self, reader: Reader, asked: Asked, request: Request, now: int) -> bool:
        credential = reader.credential
        if self._directory.is_suspended(credential.account):
            return False
        if reader.queue:
            return reader.queue == asked.queue
        principal = self._directory.principal(credential)
        if isinstance(principal, AccountRoot):
            return True
        resource = f"acs:mns:*:{credential.account}:/queues/{asked.queue}/messages"
        return decide(principal, Wanted(f"mns:{asked.name}", resource, request_context(request, now))).allowed
