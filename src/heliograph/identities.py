"""Opens the identities at start: finds the sealing keys, reads the store, and refuses a start without the key."""

import asyncio
import os
import secrets
from collections import Counter
from collections.abc import Mapping

import structlog

from heliograph.identity import Account, CredentialTable, IdentityDirectory
from heliograph.identity.access_key import AccessKey
from heliograph.identity.account import ROOT_ACCOUNT
from heliograph.identity.aes_gcm_siv import AesGcmSivSeal, sealed_with
from heliograph.identity.entity import Edit, put
from heliograph.settings import KeyFileProblem, SealingKeys, Settings, make_sealing_keys, read_sealing_keys
from heliograph.sms.clock import Clock
from heliograph.store import sealed
from heliograph.store.identities import Identities
from heliograph.store.port import Unavailable
from heliograph.store.records import Records

log = structlog.get_logger(__name__)

#: How often the last uses of keys are written.
USES_SECONDS = 60.0


async def open_identities(
    records: Records, fixed: CredentialTable, settings: Settings, clock: Clock, environ: Mapping[str, str] = os.environ
) -> Identities:
    """The identities of this server, read and ready.

    Raises `KeyFileProblem` with a sentence for the operator when secrets of the store cannot be opened, `Unreadable`,
    `Unavailable`.
    """
    keys = await _keys(records, settings, environ)
    seal = AesGcmSivSeal(keys.keys)
    identities = Identities(records, IdentityDirectory(fixed, seal), seal, secrets.choice)
    await identities.load()
    await _see_to_lost(identities, records, settings, keys.source)
    if count := await identities.reseal() + await sealed.reseal(records, seal):
        log.info("secrets_sealed_again", count=count, key=seal.current_key_id)
    await identities.change(lambda directory: (_root_account(directory, clock), None))
    return identities


async def write_uses_for_ever(identities: Identities, seconds: float = USES_SECONDS) -> None:
    """Write the last uses of keys now and then, until cancelled."""
    while True:
        await asyncio.sleep(seconds)
        await write_uses(identities)


async def write_uses(identities: Identities) -> None:
    """Write the last uses of keys, if the store can."""
    try:
        await identities.write_uses()
    except Unavailable as error:
        log.warning("key_uses_not_written", error=str(error))


async def _keys(records: Records, settings: Settings, environ: Mapping[str, str]) -> SealingKeys:
    """A key is made only where nothing was ever sealed: a new one beside old secrets would hide what is missing."""
    keys = read_sealing_keys(settings.sealing_key, environ)
    if keys.keys:
        return keys
    if not settings.sealing_key_lost and (found := await sealed.kinds_sealed(records)):
        raise KeyFileProblem(_lost(f"The {' and '.join(of.called for of in found)}", keys.source, []))
    made = make_sealing_keys(environ)
    log.info("sealing_key_made", file=made.source)
    return made


async def _see_to_lost(identities: Identities, records: Records, settings: Settings, source: str) -> None:
    """Refuse the start where secrets cannot be opened, or give them up where the operator said that they are lost."""
    keys = identities.directory.unopened
    others = await sealed.unopened(records, identities.seal)
    if not keys and not others:
        return
    by = {sealed_with(octets) for octets in (*(key.sealed_secret for key in keys), *(one.sealed for one in others))}
    if not settings.sealing_key_lost:
        counts = Counter([*(AccessKey.kind for _ in keys), *(one.of.kind for one in others)])
        what = " and ".join(f"{counts[of.kind]} {of.called}" for of in sealed.SEALED if counts[of.kind])
        raise KeyFileProblem(_lost(what, source, sorted(by)))
    await sealed.give_up(records, others)
    log.warning(
        "secrets_given_up",
        access_keys=await identities.discard_unopened(),
        subscriptions_paused=len(others),
        sealed_with=sorted(by),
    )


def _root_account(directory: IdentityDirectory, clock: Clock) -> list[Edit]:
    if directory.accounts.get(ROOT_ACCOUNT) is not None:
        return []
    return [put(Account(id=ROOT_ACCOUNT, name="root", created=clock.utc_ms()))]


def _lost(what: str, source: str, sealed_by: list[str]) -> str:
    by = f" with key {' and '.join(filter(None, sealed_by))}" if any(sealed_by) else ""
    return (
        f"{what} in the store were sealed{by}, which {source} does not hold: nobody could sign with them. "
        "Put the sealing key back. If it is lost for good, start once with HELIOGRAPH_SEALING_KEY_LOST=true: these "
        "access keys are removed and their owners need new ones, and such subscriptions are paused. Messages, users, "
        "policies and the root key in the data folder stay as they are."
    )
