"""The root account's credential for trying things out on this machine: there at once, and kept nowhere."""

import hashlib
import hmac
from ipaddress import ip_address

from heliograph.identity.account import ROOT_ACCOUNT
from heliograph.identity.ids import LETTERS_AND_DIGITS
from heliograph.identity.smpp_credential import PASSWORD_LENGTH, SmppCredential, hash_password
from heliograph.operations.smpp_credentials import SmppCredentials, made
from heliograph.sms.subscription import smpp_subscription
from heliograph.store.records import Change, Records
from heliograph.store.told import SUBSCRIPTION, Kind

SYSTEM_ID = "heliograph"

_SALT = b"of this machine only"


def is_local(host: str) -> bool:
    """Whether whoever listens on `host` is reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def local_password(root_secret: str) -> str:
    """Made from the root key's secret, so that it stays the same and stands in no other file."""
    drawn = hmac.digest(root_secret.encode(), b"SMPP credential of this machine", hashlib.sha256)
    return "".join(LETTERS_AND_DIGITS[octet % len(LETTERS_AND_DIGITS)] for octet in drawn[:PASSWORD_LENGTH])


async def keep_local(credentials: SmppCredentials, records: Records, root_secret: str, now_ms: int) -> str:
    """Have the credential among the others; its password, or "" where somebody made one of that name. Raises
    `Unavailable`.

    Its receipts wait as those of any other, so its subscription is a record; the credential itself is none.
    """
    if credentials.find(SYSTEM_ID) is not None:
        return ""
    password = local_password(root_secret)
    credential = SmppCredential(
        system_id=SYSTEM_ID,
        account=ROOT_ACCOUNT,
        salt=_SALT,
        password_hash=hash_password(password, _SALT),
        created=now_ms,
        addresses=("127.0.0.0/8", "::1/128"),
    )
    if await records.record(SUBSCRIPTION, ROOT_ACCOUNT, smpp_subscription(SYSTEM_ID)) is None:
        await records.change([change for change in made(credential, tuple(map(str, Kind))) if _of_subscription(change)])
    credentials.note(credential)
    return password


async def end_local(credentials: SmppCredentials, records: Records) -> None:
    """Remove what an earlier start has left of it. Raises `Unavailable`."""
    key = smpp_subscription(SYSTEM_ID)
    if credentials.find(SYSTEM_ID) is None and await records.record(SUBSCRIPTION, ROOT_ACCOUNT, key) is not None:
        await records.change([Change(SUBSCRIPTION, ROOT_ACCOUNT, key, None)])


def _of_subscription(change: Change) -> bool:
    return change.kind == SUBSCRIPTION
