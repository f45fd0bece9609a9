"""Where a server is: reads an endpoint as people write it."""

import re
from dataclasses import dataclass

_ENDPOINT = re.compile(r"(?:(https?)://)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?/?", re.ASCII)

_USUAL_PORT = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server's address. `parse_endpoint` makes it."""

    scheme: str
    """`http` or `https`."""

    host: str
    """A name or an address, an IPv6 one without its brackets."""

    port: int

    @property
    def authority(self) -> str:
        """What the Host header says: the port is left out where the scheme implies it, as all clients do."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _USUAL_PORT[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}"


def parse_endpoint(text: str) -> Endpoint:
    """`127.0.0.1:8080`, `http://sms.example:8080`, `https://sms.example`, `[::1]:8080`; without a scheme it is HTTP.

    A slash at the end is allowed, a path is not: the API is at the root. Raises ValueError.
    """
    matched = _ENDPOINT.fullmatch(text)
    if matched is None:
        # The text is not repeated: it may be a URL with a password in it.
        raise ValueError("An endpoint is HOST, HOST:PORT, http://HOST:PORT or https://HOST:PORT, without a path.")
    scheme, host, port = matched[1] or "http", matched[2], matched[3]
    number = int(port) if port else _USUAL_PORT[scheme]
    if not 0 < number < 65536:
        raise ValueError("The port of an endpoint is between 1 and 65535.")
    return Endpoint(scheme, host.strip("[]"), number)
