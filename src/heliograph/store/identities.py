"""The identities as records: read into the directory at start, changed on disk before they change in memory.

A change is decided by a pure function that reads the directory and says what to write. What it checked (a name that is
free, a limit that is not reached) still holds when it is written: changes of one process wait for one another, and each
writes the version record it was decided from, which refuses it (`Conflict`) when another process came first.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import TypeVar

import msgspec
import structlog

from heliograph.identity.access_key import AccessKey, KeyUse
from heliograph.identity.directory import KINDS, IdentityDirectory
from heliograph.identity.entity import Edit, Entity, put, remove
from heliograph.identity.ids import Choose
from heliograph.identity.seal import Seal, bound_to_record
from heliograph.store.port import Nonce, Unavailable
from heliograph.store.records import ABSENT, Change, Conflict, Record, Records

log = structlog.get_logger(__name__)

T = TypeVar("T")
E = TypeVar("E", bound=Entity)

#: What a decision says: the edits to make, none for a refusal, and what to tell the caller once they are durable.
Decide = Callable[[IdentityDirectory], tuple[Sequence[Edit], T]]

#: Records read at a time: a page of the longest is 32 MB.
PAGE = 500

#: Last uses that are written in one change.
USES_MAX = 1000

#: How often a change is decided anew because another process came first.
TRIES_MAX = 5

#: One record that every change writes; its revision is the version of all identities together.
_VERSION_KIND = "identity_version"
_VERSION_BODY = b"{}"


class Unreadable(Exception):
    """A record of an identity cannot be read; the text is a sentence that names it and says what to do."""


class Identities:
    """The way to the identities of one server: `directory` for reading, `change` for changing."""

    def __init__(self, records: Records, directory: IdentityDirectory, seal: Seal, choose: Choose) -> None:
        self._records = records
        self.seal = seal
        self.choose = choose
        """Picks the characters of new ids and secrets."""
        self._changing = asyncio.Lock()
        self._in_doubt = False
        self.directory = directory

    async def load(self) -> None:
        """Read everything. Raises `Unreadable`, `Unavailable`."""
        fresh = self.directory.another()
        while True:
            fresh.version = await self._version()
            for type_ in KINDS.values():
                async for page in self._pages(type_):
                    fresh.apply(map(put, page))
            if await self._version() == fresh.version:
                break
            # Another process changed something meanwhile, and this may be half of it.
            fresh = self.directory.another()
        async for uses in self._pages(KeyUse):
            fresh.load_uses(uses)
        self.directory.replace_by(fresh)
        self._in_doubt = False

    async def change(self, decide: Decide[T], nonce: Nonce | None = None) -> T:
        """Do what `decide` says, and return its answer once that is durable. Nothing is written for no edits.

        `decide` must be pure: it may be asked again. Whoever waits may be cancelled; the change goes its way.
        Raises `Unavailable`, `Conflict` when other processes keep changing, and what `decide` raises.
        """
        changing = asyncio.ensure_future(self._change(decide, nonce))
        changing.add_done_callback(_told)
        return await asyncio.shield(changing)

    async def _change(self, decide: Decide[T], nonce: Nonce | None) -> T:
        async with self._changing:
            for left in reversed(range(TRIES_MAX)):
                if self._in_doubt:
                    await self.load()
                edits, answer = decide(self.directory)
                if not edits:
                    return answer
                try:
                    await self._write(edits, nonce)
                except Conflict:
                    self._in_doubt = True
                    if not left:
                        raise
                else:
                    return answer
            raise AssertionError("the last try returns or raises")

    async def _write(self, edits: Sequence[Edit], nonce: Nonce | None) -> None:
        version = Change(_VERSION_KIND, "", "", _VERSION_BODY, self.directory.version)
        try:
            revisions = await self._records.change([version, *_changes(edits)], nonce)
        except Unavailable:
            # It may have happened or not. Memory follows the disk, as soon as that can be read.
            self._in_doubt = True
            await self._reload_if_possible()
            raise
        self.directory.apply(edits)
        self.directory.version = revisions[0]

    async def _reload_if_possible(self) -> None:
        try:
            await self.load()
        except (Unavailable, Unreadable) as error:
            log.warning("identities_in_doubt", error=str(error))

    async def refresh(self) -> bool:
        """Read everything again if another process changed something; whether it did."""
        async with self._changing:
            if not self._in_doubt and await self._version() == self.directory.version:
                return False
            await self.load()
            return True

    async def reseal(self) -> int:
        """Seal again, with the newest key, every secret that an older one sealed; how many there were."""
        count, seal = 0, self.seal
        while edits := list(_resealed(self.directory, seal, PAGE)):
            await self.change(lambda directory: (list(_resealed(directory, seal, PAGE)), None))
            count += len(edits)
        return count

    async def discard_unopened(self) -> int:
        """Remove the keys whose secrets nobody can open any more; how many there were."""
        count = len(self.directory.unopened)
        while self.directory.unopened:
            await self.change(lambda directory: ([remove(key) for key in directory.unopened[:PAGE]], None))
        return count

    async def write_uses(self) -> None:
        """Write the last uses of keys that changed since the last time. Raises `Unavailable`; nothing is lost by it."""
        async with self._changing:
            while uses := self.directory.take_unwritten_uses(USES_MAX):
                try:
                    await self._records.change(_changes(map(put, uses)))
                except BaseException:
                    self.directory.give_back_uses(uses)
                    raise

    async def _version(self) -> int:
        record = await self._records.record(_VERSION_KIND, "", "")
        return record.revision if record is not None else ABSENT

    async def _pages(self, type_: type[E]) -> AsyncIterator[Sequence[E]]:
        after = ""
        while page := await self._records.records(type_.kind, after=after, limit=PAGE):
            yield [_entity(type_, record) for record in page]
            after = f"{page[-1].account}/{page[-1].key}"
            # An embedded store answers at once: requests are served between one page and the next.
            await asyncio.sleep(0)


def _told(changing: "asyncio.Future[T]") -> None:
    """Whoever asked may have gone, and an error would be reported as one that nobody saw."""
    if not changing.cancelled() and (error := changing.exception()) is not None:
        log.debug("identity_change_refused", error=str(error))


def _entity(type_: type[E], record: Record) -> E:
    try:
        return type_.from_body(record.body)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise Unreadable(
            f"The {record.kind} {record.key} of account {record.account or '(server)'} cannot be read: {error}. "
            "Start the release that wrote it, or restore the data folder from a copy."
        ) from None


def _changes(edits: Iterable[Edit]) -> list[Change]:
    changes = []
    for edit in edits:
        place = edit.entity.place
        changes.append(Change(*place, None if edit.gone else edit.entity.to_body()))
        if edit.gone and isinstance(edit.entity, AccessKey):
            changes.append(Change(KeyUse.kind, place.account, place.key, None))
    return changes


def _resealed(directory: IdentityDirectory, seal: Seal, limit: int) -> Iterable[Edit]:
    old = (one for one in directory if isinstance(one, AccessKey) and not seal.is_current(one.sealed_secret))
    for key in old:
        if limit == 0:
            return
        if key in directory.unopened:
            continue
        limit -= 1
        secret = key.secret(seal).encode()
        yield put(msgspec.structs.replace(key, sealed_secret=seal.seal(secret, bound_to_record(*key.place))))
