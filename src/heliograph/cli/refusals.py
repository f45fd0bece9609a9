"""Puts the gateway's refusals and a server that does not answer into words that say what to do."""

from typing import TYPE_CHECKING

from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.target import KEY_ID, Signer, is_loopback
from heliograph.cli.terminal import harmless

if TYPE_CHECKING:
    from heliograph.client.endpoint import Endpoint

#: These pass by themselves: too many calls, a store that is catching up.
_PASSING = ("Throttling", "ServiceUnavailable", "ServiceBusy")


def refusal(code: str, message: str, status: int, recommend: str, signer: Signer) -> Failure:
    """The failure of a call that the gateway refused with `code`.

    The server's own words are left out where they hold what was signed: the number and the text of a message.
    """
    says = _known(code, signer) or f"the server refused the call with {code} (HTTP {status}): {message}"
    if recommend:
        says += f"\nSee {recommend}"
    passing = code.startswith(_PASSING) or status == 503
    return Failure(ExitCode.REFUSED, "\n".join(harmless(line) for line in says.split("\n")), passing)


def unreachable(endpoint: "Endpoint", reason: str, doubt: str = "") -> str:
    """What to say when no answer came from `endpoint`; `doubt` is what to do where it may have acted all the same."""
    says = f"no answer from {endpoint.authority}: {harmless(reason).rstrip('.')}."
    if doubt:
        return f"{says} {doubt}"
    if is_loopback(endpoint.host):
        return f"{says} Is the server running? `heliograph serve` starts it."
    return f"{says} Is that the server's address, and is it reached from here?"


def untrusted(endpoint: "Endpoint", reason: str) -> str:
    """What to say when the certificate of `endpoint` does not hold for it."""
    return (
        f"nothing was sent to {endpoint.authority}: {harmless(reason)}. Where it is an own certificate, --ca names the "
        "file with it or with its issuer's; the name that is called must stand in it."
    )


def _known(code: str, signer: Signer) -> str:
    key, source = signer.access_key_id, signer.source
    if code == "InvalidAccessKeyId.NotFound":
        return (
            f"the server does not know the AccessKey {key}, which comes from {source}. Another data folder's server "
            f"may be listening there; else set {KEY_ID} and its secret to a key of this server."
        )
    if code == "InvalidAccessKeyId.Inactive":
        return f"the AccessKey {key}, which comes from {source}, is disabled."
    if code in ("SignatureDoesNotMatch", "InvalidAccessKeySecret"):
        return f"the secret from {source} is not that of the AccessKey {key} ({code})."
    if code.startswith("InvalidTimeStamp"):
        return (
            "this machine's clock and the server's are more than 15 minutes apart (InvalidTimeStamp). "
            "Set both by NTP; `date -u` shows the time here."
        )
    if code.startswith("InvalidSecurityToken"):
        return f"the security token from {source} is wrong or has expired ({code})."
    if code.startswith("Throttling"):
        return f"too many calls in a second for this account ({code}). Try again in a moment."
    if code == "NoPermission" or code.startswith("Forbidden"):
        return f"the AccessKey {key} has no right to do this ({code})."
    return ""
