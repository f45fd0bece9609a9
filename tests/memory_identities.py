"""Identities over records in memory, with a seal and a die that a test foresees."""

import random
from collections.abc import Sequence

from heliograph.identity import Credential, CredentialTable, IdentityDirectory
from heliograph.identity.aes_gcm_siv import AesGcmSivSeal
from heliograph.store.identities import Identities
from heliograph.store.records import Records
from memory_records import MemoryRecords

ACCOUNT = "1000000000000001"
SEALING_KEY = bytes(range(32))


def seal_of(*keys: bytes, seed: int = 1) -> AesGcmSivSeal:
    """A seal whose nonces follow from the seed."""
    return AesGcmSivSeal(keys or (SEALING_KEY,), random.Random(seed).randbytes)


def memory_identities(
    records: Records | None = None,
    fixed: Sequence[Credential] = (),
    seal: AesGcmSivSeal | None = None,
    seed: int = 1,
) -> Identities:
    """The identities of a server; `await load()` reads what the records hold."""
    seal = seal or seal_of(seed=seed)
    directory = IdentityDirectory(CredentialTable(fixed), seal)
    return Identities(MemoryRecords() if records is None else records, directory, seal, random.Random(seed).choice)
