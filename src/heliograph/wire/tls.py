"""The certificate of a TLS port, which may change while the port is open."""

import asyncio
import logging
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakSet

log = logging.getLogger(__name__)

#: How often the files are looked at. Whoever cannot wait sends SIGHUP.
WATCH_SECONDS = 5.0

#: What OpenSSL calls a client that does not speak TLS but HTTP.
_PLAIN_HTTP = frozenset({"HTTP_REQUEST", "HTTPS_PROXY_REQUEST"})

#: Of one file: when it was written, its size, and which file it is. None for one that is not there.
_Stamp = tuple[int, int, int] | None


class Certificate:
    """What new connections are shown; those that are open keep what they were shown.

    A pair that cannot be loaded changes nothing: the last good one goes on, and the log says why.
    """

    def __init__(self, load: Callable[[], ssl.SSLContext], files: Sequence[Path]) -> None:
        """`load` makes a context of what `files` hold now; what it raises here (ValueError, OSError), this raises."""
        self._load = load
        self._files = tuple(files)
        self._seen = self._stamps()
        self._shown = load()
        self.context = self._shown
        """To listen with, for ever: each handshake takes its certificate from the newest pair."""
        # Called in every handshake, also of clients that name no server.
        self.context.sni_callback = self._show

    def renew(self) -> bool:
        """Load the pair anew, now. Whether new connections are shown it."""
        self._seen = self._stamps()
        names = " and ".join(str(file) for file in self._files)
        try:
            self._shown = self._load()
        except (ValueError, OSError) as error:
            log.error("the certificate in use stays, since the new one cannot be used: %s", error)
            return False
        log.info("new connections are shown the certificate read anew from %s", names)
        return True

    def look(self) -> bool:
        """Load the pair anew if a file has changed since it was last loaded, or tried to be."""
        return self._stamps() != self._seen and self.renew()

    async def watch(self) -> None:
        """Look every `WATCH_SECONDS`, until cancelled."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            self.look()

    def _show(self, handshake: ssl.SSLObject | ssl.SSLSocket, server_name: str | None, _: ssl.SSLContext) -> None:
        handshake.context = self._shown

    def _stamps(self) -> tuple[_Stamp, ...]:
        return tuple(_stamp(file) for file in self._files)


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """What a TLS port does about handshakes, of which the loop tells nobody until they are through."""

    handshakes_max: int
    """Under way at a time; a client more is dropped before its first octet is read."""
    plain_http: Callable[[], None]
    """Called when a client sends HTTP where a handshake should be."""
    too_many: Callable[[], None]
    """Called when a client is dropped."""

    def watch(self, context: ssl.SSLContext) -> None:
        """See to every handshake of `context` from now on."""
        # One that ends without a word, by a lost connection or the loop's timeout, is let go of by the loop.
        under_way: WeakSet[ssl.SSLObject] = WeakSet()

        class Handshake(ssl.SSLObject):
            def do_handshake(handshake) -> None:  # noqa: N805, self is the doorkeeper
                if handshake not in under_way:
                    if len(under_way) >= self.handshakes_max:
                        self.too_many()
                        raise ssl.SSLError(ssl.SSL_ERROR_SSL, "as many handshakes as may be are under way")
                    under_way.add(handshake)
                try:
                    super().do_handshake()
                except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
                    raise
                except ssl.SSLError as error:
                    under_way.discard(handshake)
                    if error.reason in _PLAIN_HTTP:
                        self.plain_http()
                    raise
                under_way.discard(handshake)

        context.sslobject_class = Handshake


def _stamp(file: Path) -> _Stamp:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
