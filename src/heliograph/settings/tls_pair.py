"""Reads a certificate and its key, and says in plain words what is wrong with a pair that cannot be used."""

import re
import ssl
import stat
from pathlib import Path

#: More is no chain of certificates but a wrong path.
_OCTETS_MAX = 1_048_576

#: What OpenSSL says of a key that is not the certificate's: of another value, or of another kind.
_MISMATCHES = frozenset({"KEY_VALUES_MISMATCH", "KEY_TYPE_MISMATCH", "NO_CERTIFICATE_ASSIGNED"})

_CERTIFICATE = b"-----BEGIN CERTIFICATE-----"
_PRIVATE_KEY = re.compile(rb"-----BEGIN ([A-Z0-9 ]+ )?PRIVATE KEY-----")


class PairProblem(ValueError):
    """A pair that cannot be used; the text is what follows the name of the setting: file and reason."""

    def __init__(self, key: str, says: str) -> None:
        super().__init__(says)
        self.key = key
        """`cert`, `key` or `ca`."""


def load_pair(cert: Path, key: Path) -> ssl.SSLContext:
    """The context of a server that shows the chain in `cert`: TLS 1.2 or later, HTTP/1.1. Raises `PairProblem`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # A client that renegotiates in a loop costs us a signature each time.
    context.options |= ssl.OP_NO_RENEGOTIATION
    context.set_alpn_protocols(["http/1.1"])
    show_pair(context, cert, key)
    return context


def show_pair(context: ssl.SSLContext, cert: Path, key: Path) -> None:
    """Make `context`, of either end, show the chain in `cert`. Raises `PairProblem`."""
    if _CERTIFICATE not in _octets("cert", cert):
        raise PairProblem("cert", f"names {str(cert)!r}, which holds no certificate in PEM form")
    octets = _octets("key", key)
    if _PRIVATE_KEY.search(octets) is None:
        raise PairProblem("key", f"names {str(key)!r}, which holds no private key in PEM form")
    if b"ENCRYPTED" in octets:
        # Loading it would ask for the passphrase on the terminal, where there may be nobody.
        raise PairProblem("key", f"names {str(key)!r}, which is encrypted; it must be a key without a passphrase")
    try:
        context.load_cert_chain(cert, key)
    except ssl.SSLError as error:
        if error.reason in _MISMATCHES:
            raise PairProblem(
                "key", f"names {str(key)!r}, which is not the key of the first certificate in {str(cert)!r}"
            ) from None
        why = (error.reason or str(error)).lower().replace("_", " ")
        raise PairProblem(
            "cert", f"names {str(cert)!r}, which cannot be used with the key {str(key)!r}: {why}"
        ) from None
    except OSError as error:
        raise PairProblem("cert", f"names {str(cert)!r}, which cannot be read: {error.strerror or error}") from None


def trust_only(context: ssl.SSLContext, ca: Path) -> None:
    """Make `context` trust the certificates in `ca` and no others. Raises `PairProblem`."""
    if _CERTIFICATE not in _octets("ca", ca):
        raise PairProblem("ca", f"names {str(ca)!r}, which holds no certificate in PEM form")
    try:
        context.load_verify_locations(ca)
    except ssl.SSLError as error:
        why = (error.reason or str(error)).lower().replace("_", " ")
        raise PairProblem("ca", f"names {str(ca)!r}, which cannot be used: {why}") from None


def is_open_to_all(key: Path) -> bool:
    """Whether every user of the machine may read the key."""
    try:
        return bool(key.stat().st_mode & stat.S_IROTH)
    except OSError:
        return False


def _octets(key: str, path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            octets = file.read(_OCTETS_MAX + 1)
    except OSError as error:
        raise PairProblem(key, f"names {str(path)!r}, which cannot be read: {error.strerror or error}") from None
    if len(octets) > _OCTETS_MAX:
        raise PairProblem(key, f"names {str(path)!r}, which is larger than {_OCTETS_MAX} octets")
    return octets
