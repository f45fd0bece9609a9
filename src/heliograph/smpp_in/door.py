"""The door for customers' binds: its ports, the connections behind them, and whose each is."""

import asyncio
import socket
import ssl
from collections import Counter as Count
from collections.abc import Awaitable, Mapping
from typing import Any, Protocol

import structlog

from heliograph.identity.credential import Credential, root_principal
from heliograph.identity.directory import IdentityDirectory
from heliograph.identity.smpp_credential import SmppCredential
from heliograph.identity.user import user_arn
from heliograph.operations.smpp_credentials import SmppCredentials
from heliograph.smpp.pdu import ESME_RBINDFAIL, Bind
from heliograph.smpp_in.admission import Admission
from heliograph.smpp_in.bind import CustomerBind
from heliograph.smpp_in.limits import DoorLimits
from heliograph.smpp_in.mailbox import Mailbox
from heliograph.sms.clock import Clock
from heliograph.sms.command_status import status_of
from heliograph.sms.subscription import decode_subscription, smpp_subscription
from heliograph.store.recently_told import RecentlyTold
from heliograph.store.records import Records
from heliograph.store.told import SUBSCRIPTION, Told, subscriber_of
from heliograph.telemetry.metrics import Metrics

log = structlog.get_logger(__name__)

#: How long customers are given to answer the unbind at the end.
UNBIND_SECONDS = 2.0


class Dispatch(Protocol):
    """The gateway's dispatch (I1)."""

    def __call__(
        self,
        caller: Credential,
        version: str,
        action: str,
        parameters: Mapping[str, str],
        *,
        peer: str = "",
        secure: bool = False,
    ) -> Awaitable[Mapping[str, Any]]: ...


class SmppDoor:
    """One per process. `work` and `changed` are hints and may be lost."""

    def __init__(
        self,
        dispatch: Dispatch,
        credentials: SmppCredentials,
        directory: IdentityDirectory,
        told: Told,
        records: Records,
        *,
        clock: Clock,
        metrics: Metrics,
        recent: RecentlyTold,
        limits: DoorLimits | None = None,
    ) -> None:
        """`recent` is told what customers have taken."""
        self.limits = limits or DoorLimits()
        self._dispatch = dispatch
        self._credentials = credentials
        self._directory = directory
        self._told = told
        self._records = records
        self._recent = recent
        self._clock = clock
        self._admission = Admission(credentials, directory.is_suspended, clock)
        self._binds: set[CustomerBind] = set()
        self._none_left = asyncio.Event()
        self._none_left.set()
        self._mailboxes: dict[str, Mailbox] = {}
        self._callers: dict[str, tuple[SmppCredential, str, Credential]] = {}
        self._servers: list[asyncio.Server] = []
        self._closing = False
        self._refused = metrics.counter(
            "heliograph_smpp_in_binds_refused_total", "Customers' binds refused, by command_status.", ("status",)
        )
        self._submits = metrics.counter(
            "heliograph_smpp_in_submits_total", "Customers' submits answered, by command_status.", ("status",)
        )
        self._delivers = metrics.counter(
            "heliograph_smpp_in_delivers_total", "Receipts and inbound messages to customers, by answer.", ("answer",)
        )
        metrics.gauge("heliograph_smpp_in_binds", "Customers' binds.", self._counted, ("direction",))

    # --- ports ---

    async def listen(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> int:
        """Let customers connect; returns the port, which is another where 0 was asked for. Raises OSError."""
        server = await asyncio.get_running_loop().create_server(
            lambda: CustomerBind(self, secure=tls is not None).link,
            host,
            port,
            ssl=tls,
            ssl_handshake_timeout=self.limits.session_init_seconds if tls is not None else None,
            family=socket.AF_UNSPEC,
            backlog=128,
        )
        self._servers.append(server)
        listening: int = server.sockets[0].getsockname()[1]
        return listening

    async def close(self, drain_seconds: float) -> None:
        """Listen no more, let what was submitted be answered, unbind every customer, and cut who does not answer."""
        self._closing = True
        for server in self._servers:
            server.close()
        under_way = [task for bind in self._binds for task in bind.under_way()]
        if under_way:
            await asyncio.wait(under_way, timeout=drain_seconds)
        for bind in tuple(self._binds):
            bind.unbind()
        try:
            await asyncio.wait_for(self._none_left.wait(), min(UNBIND_SECONDS, max(drain_seconds, 0.1)))
        except TimeoutError:
            for bind in tuple(self._binds):
                bind.drop()
            await self._none_left.wait()
        await asyncio.gather(*(mailbox.stop() for mailbox in self._mailboxes.values()))
        for server in self._servers:
            await server.wait_closed()

    # --- hints ---

    def work(self, subscriber: str) -> None:
        """A hint that a subscriber has something due."""
        mailbox = self._mailboxes.get(subscriber)
        if mailbox is not None:
            mailbox.work()

    def changed(self) -> None:
        """A hint that a credential was made or ended, or a subscription paused or resumed."""
        for bind in tuple(self._binds):
            known = bind.credential
            if known is not None and self._credentials.find(known.system_id) is not known:
                bind.unbind()
        for mailbox in self._mailboxes.values():
            mailbox.work()

    # --- what the binds ask ---

    def opened(self, bind: CustomerBind) -> bool:
        self._binds.add(bind)
        self._none_left.clear()
        strangers = sum(one.credential is None and one.peer == bind.peer for one in self._binds)
        if (
            len(self._binds) <= self.limits.binds_max
            and strangers <= self.limits.strangers_per_address_max
            and not self._closing
        ):
            return True
        self._refused.add(1, "connections")
        return False

    async def admit(self, bind: CustomerBind, pdu: Bind) -> SmppCredential | int:
        admitted = await self._admission.admit(pdu, bind.peer)
        if not isinstance(admitted, int):
            most = admitted.binds_max or self.limits.binds_per_credential_max
            if sum(other.credential is admitted for other in self._binds) >= most:
                admitted = ESME_RBINDFAIL
            else:
                bind.credential = admitted
        if isinstance(admitted, int):
            name = status_of(admitted).name
            self._refused.add(1, name)
            log.info("customer_bind_refused", peer=bind.peer, status=name)
        return admitted

    def mailbox(self, credential: SmppCredential) -> Mailbox:
        name = subscriber_of(credential.account, smpp_subscription(credential.system_id))
        found = self._mailboxes.get(name)
        if found is None:
            found = self._mailboxes[name] = Mailbox(
                name,
                self._told,
                lambda: self._is_paused(credential),
                clock=self._clock,
                response_ms=int(self.limits.response_timeout_seconds * 1000),
                answers=self._delivers,
                recent=self._recent,
            )
        return found

    async def call(
        self, bind: CustomerBind, version: str, action: str, parameters: Mapping[str, str]
    ) -> Mapping[str, Any]:
        assert bind.credential is not None
        caller = self._caller(bind.credential)
        return await self._dispatch(caller, version, action, parameters, peer=bind.peer, secure=bind.secure)

    def utc_ms(self) -> int:
        return self._clock.utc_ms()

    def submitted(self, command_status: int) -> None:
        self._submits.add(1, status_of(command_status).name)

    def ended(self, bind: CustomerBind) -> None:
        self._binds.discard(bind)
        if not self._binds:
            self._none_left.set()
        for name in [name for name, mailbox in self._mailboxes.items() if mailbox.is_idle]:
            del self._mailboxes[name]
        if bind.credential is not None:
            self._callers.pop(bind.credential.system_id, None)

    # --- who they are ---

    def _caller(self, credential: SmppCredential) -> Credential:
        """Who the credential's binds act as; its policies are those of now, at each call."""
        name = ""
        if credential.user:
            user = self._directory.of(credential.account).users.one("id", credential.user)
            name = user.name if user is not None else credential.user
        known = self._callers.get(credential.system_id)
        if known is not None and known[:2] == (credential, name):
            return known[2]
        principal = user_arn(credential.account, name) if name else root_principal(credential.account)
        # No key: nothing is signed here, and nothing can be signed with this.
        caller = Credential(f"smpp:{credential.system_id}", "none", credential.account, principal, user=credential.user)
        self._callers[credential.system_id] = (credential, name, caller)
        return caller

    async def _is_paused(self, credential: SmppCredential) -> bool:
        """Whether the subscription is paused, or gone, which ends the bind in a moment."""
        key = smpp_subscription(credential.system_id)
        record = await self._records.record(SUBSCRIPTION, credential.account, key)
        return record is None or decode_subscription(record.body).paused

    def _counted(self) -> Mapping[tuple[str, ...], float]:
        count = Count("receives" if bind.receives else "submits" for bind in self._binds if bind.credential is not None)
        return {(direction,): count[direction] for direction in ("receives", "submits")}
