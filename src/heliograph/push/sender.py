"""Posts one body to one subscriber: where it may go, signed, within the time, and whether the reply confirms it."""

import asyncio
import ssl

from heliograph import __version__
from heliograph.http_client.resolve import Lookup, MayNotConnect, addresses_of
from heliograph.push.body import CONTENT_TYPE
from heliograph.push.confirmation import objection
from heliograph.push.post import Failed, Post, post
from heliograph.push.settings import PushSettings
from heliograph.push.sign import IDEMPOTENCY_KEY, signature_headers
from heliograph.sms.clock import Clock
from heliograph.sms.push_target import Unfit, read_push_url


class Sender:
    """What all posts of a process share."""

    def __init__(
        self,
        clock: Clock,
        lookup: Lookup,
        settings: PushSettings,
        tls: ssl.SSLContext | None = None,
        transport: Post = post,
    ) -> None:
        self._clock = clock
        self._lookup = lookup
        self._settings = settings
        self._tls = tls
        self._transport = transport

    async def send(self, to: str, secret: bytes, body: bytes, idempotency_key: str) -> tuple[int, str]:
        """HTTP status of the reply, 0 for none, and why it is no confirmation; empty where it is one."""
        url = read_push_url(to)
        if isinstance(url, Unfit):
            return 0, f"the URL {url.allowed}"
        headers = (
            ("Content-Type", CONTENT_TYPE),
            ("Accept", "application/json"),
            ("User-Agent", f"Heliograph/{__version__}"),
            (IDEMPOTENCY_KEY, idempotency_key),
            *signature_headers(secret, body, self._clock.utc_ms()),
        )
        seconds = self._settings.timeout_seconds
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        try:
            async with asyncio.timeout(seconds):
                addresses = await addresses_of(url, self._lookup, self._settings.allowed)
            reply = await self._transport(
                url, addresses, headers, body, timeout_seconds=max(end - loop.time(), 0.001), tls=self._tls
            )
        except TimeoutError:
            return 0, "the host name was not resolved in time"
        except (MayNotConnect, Failed) as failure:
            return 0, str(failure)
        return reply.status, objection(reply.status, reply.body)
