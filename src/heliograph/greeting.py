"""What a start prints: where the server listens, its key, and lines to paste.

The secret of the root key is shown here and nowhere else, and only on a terminal.
"""

from dataclasses import dataclass, field

from heliograph.settings import Kept


@dataclass(frozen=True, slots=True)
class SmppEndpoint:
    """Where customers bind."""

    host: str
    port: int
    """Without TLS; 0 for none."""
    tls_port: int
    """0 for none."""
    system_id: str = ""
    """Of the credential of this machine; empty where there is none."""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Greeting:
    """What is known when the server is ready."""

    host: str
    port: int
    kept: Kept
    console_link: str
    """With the one-time token: a secret for ten minutes, so shown on a terminal only."""
    signed_url: str
    """A SendMessageToGlobe that is already signed; good once, for fifteen minutes."""
    simulated: bool
    certificate: str = ""
    """The file of the certificate that the port shows; empty where it speaks plain HTTP."""
    smpp: SmppEndpoint | None = None
    """None where customers cannot bind."""

    @property
    def scheme(self) -> str:
        return "https" if self.certificate else "http"


def address_of(host: str, port: int) -> str:
    """The address to connect to for a server that listens on `host`."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104, an address to show, not to bind
    return f"[{shown}]:{port}" if ":" in shown else f"{shown}:{port}"


def text_of(greeting: Greeting, to_terminal: bool) -> str:
    """The text; without secrets where it does not go to a terminal."""
    address = address_of(greeting.host, greeting.port)
    key = greeting.kept.key
    endpoint = f"https://{address}" if greeting.certificate else address
    carrier = "simulated, inside: no message leaves this machine" if greeting.simulated else "as configured"
    lines = [
        f"Heliograph listens on {greeting.scheme}://{address}",
        "",
        f"  AccessKey id      {key.access_key_id}",
        f"  AccessKey secret  {key.access_key_secret.reveal() if to_terminal else f'in {greeting.kept.file}'}",
        f"  Console           {greeting.console_link if to_terminal else f'{greeting.scheme}://{address}/console'}",
        f"  Carrier           {carrier}",
        *_smpp_lines(greeting.smpp, to_terminal),
        "",
    ]
    if to_terminal:
        lines += [
            "Paste one of these:",
            "",
            "  # curl; signed now, so good once and for fifteen minutes",
            f"  curl '{greeting.signed_url}'",
            "",
            "  # the command line, which finds the key by itself",
            f'  heliograph send --endpoint {endpoint} --to 12025550100 "Hello from Heliograph"',
            "",
            "  # the official SDK: pip install alibabacloud-dysmsapi20180501",
            f"  {_python_line(address, greeting.scheme, key.access_key_id, key.access_key_secret.reveal())}",
            "",
        ]
    if greeting.certificate:
        lines += [
            f"The certificate is in {greeting.certificate}. Clients that do not know its issuer are told of it:",
            "curl --cacert FILE, heliograph --ca FILE, Config(ca=FILE) in Python.",
            "",
        ]
    lines.append(f'Any official SDK works with endpoint "{address}" and protocol "{greeting.scheme.upper()}".')
    return "\n".join(lines) + "\n"


def _smpp_lines(smpp: SmppEndpoint | None, to_terminal: bool) -> list[str]:
    """Where to bind, and with what on this machine; the password on a terminal only."""
    if smpp is None:
        return []
    ports = [
        f"{scheme}://{address_of(smpp.host, port)}"
        for scheme, port in (("smpp", smpp.port), ("smpps", smpp.tls_port))
        if port
    ]
    lines = [f"  SMPP              {' and '.join(ports)}"]
    if smpp.system_id:
        password = f"password {smpp.password}" if to_terminal else "its password is shown on a terminal only"
        lines.append(f"                    system_id {smpp.system_id}, {password}")
    return lines


def _python_line(address: str, scheme: str, access_key_id: str, secret: str) -> str:
    """One line for a shell: the secret has letters and digits when we made it, and is quoted where it was pinned."""
    code = (
        "from alibabacloud_dysmsapi20180501 import client, models; "
        "from alibabacloud_tea_openapi.models import Config; "
        f"c = client.Client(Config(access_key_id={access_key_id!r}, access_key_secret={secret!r}, "
        f"endpoint={address!r}, protocol={scheme.upper()!r})); "
        f"r = models.SendMessageToGlobeRequest(to={'12025550100'!r}, message={'Hello from Python'!r}); "
        "print(c.send_message_to_globe(r).body)"
    )
    escaped = code.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("`", "\\`")
    return f'python3 -c "{escaped}"'
