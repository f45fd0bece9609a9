"""Opens the ports for customers' binds over SMPP, and closes them: the server's piece that puts `smpp_in` together."""

import ssl

from heliograph.gateway.application import Gateway
from heliograph.greeting import SmppEndpoint
from heliograph.identity import IdentityDirectory
from heliograph.operations.smpp_credentials import SmppCredentials
from heliograph.settings import Settings
from heliograph.settings.smpp_in import SmppInSettings
from heliograph.smpp_in.door import SmppDoor
from heliograph.smpp_in.limits import DoorLimits
from heliograph.smpp_in.local import SYSTEM_ID, end_local, is_local, keep_local
from heliograph.sms.clock import Clock
from heliograph.store.recently_told import RecentlyTold
from heliograph.store.sqlite import SqliteMessageStore
from heliograph.telemetry.metrics import Metrics


class Customers:
    """The door for customers, where the settings have one; else nothing comes of any call."""

    def __init__(self, settings: Settings, clock: Clock, metrics: Metrics, recent: RecentlyTold) -> None:
        """`recent` is told what customers have taken."""
        self.credentials = SmppCredentials()
        self.endpoint: SmppEndpoint | None = None
        """Where customers bind; None where they cannot."""
        self._settings = settings
        self._clock = clock
        self._metrics = metrics
        self._recent = recent
        self._door: SmppDoor | None = None

    async def open(
        self,
        gateway: Gateway,
        directory: IdentityDirectory,
        store: SqliteMessageStore,
        root_secret: str,
        tls: ssl.SSLContext | None,
    ) -> None:
        """Let customers in; `tls` is what the server's own port speaks TLS with. Raises OSError, `Unavailable`.

        It offers HTTP to clients that ask which protocol there is; those of SMPP do not ask.
        """
        settings = self._settings.smpp_in
        password = ""
        if settings.enabled and settings.local_credential and is_local(settings.host):
            password = await keep_local(self.credentials, store, root_secret, self._clock.utc_ms())
        else:
            await end_local(self.credentials, store)
        if not settings.enabled:
            return
        self._door = SmppDoor(
            gateway.dispatch,
            self.credentials,
            directory,
            store,
            store,
            clock=self._clock,
            metrics=self._metrics,
            limits=door_limits(settings),
            recent=self._recent,
        )
        port = await self._listen("port", settings.port) if settings.plain else 0
        tls_port = await self._listen("tls_port", settings.tls_port, tls) if settings.tls and tls is not None else 0
        self.endpoint = SmppEndpoint(settings.host, port, tls_port, SYSTEM_ID if password else "", password)

    async def _listen(self, key: str, port: int, tls: ssl.SSLContext | None = None) -> int:
        assert self._door is not None
        host = self._settings.smpp_in.host
        try:
            return await self._door.listen(host, port, tls)
        except OSError as error:
            raise OSError(
                error.errno,
                f"cannot listen on {host}:{port} for SMPP: {error.strerror or error}; another program may have the "
                f"port: set smpp_in.{key}, or smpp_in.enabled to false",
            ) from None

    def work(self, subscriber: str) -> None:
        """A hint that the subscriber has something due."""
        if self._door is not None:
            self._door.work(subscriber)

    def changed(self) -> None:
        """A hint that a credential or a subscription was made, changed or ended."""
        if self._door is not None:
            self._door.changed()

    async def close(self, drain_seconds: float) -> None:
        """Let nobody in any more, answer what was submitted, and unbind everybody."""
        if self._door is not None:
            await self._door.close(drain_seconds)


def door_limits(settings: SmppInSettings) -> DoorLimits:
    """What customers' binds may; the settings have the same names."""
    names = [name for name in DoorLimits.__struct_fields__ if hasattr(settings, name)]
    return DoorLimits(**{name: getattr(settings, name) for name in names})
