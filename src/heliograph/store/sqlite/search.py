"""Answers searches on a thread of their own: SQLite looks there, and the loop only reads what has passed.

A statement holds no lock of the interpreter while it runs and gives one row, so that a busy loop and a long look do not
wait for one another. Commits go on meanwhile: a reader of a WAL keeps nobody waiting.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from heliograph.sms.search.match import Wanted
from heliograph.store.port import Stored, Unavailable
from heliograph.store.searches import Found, Standing
from heliograph.store.sqlite import sieve
from heliograph.store.sqlite.reads import by_ids
from heliograph.store.sqlite.store_file import StoreFile
from heliograph.store.sqlite.walk import Walk

#: Searches that may wait at once; one looks for some 50 ms.
WAITING_MAX = 64

#: Messages read by the loop at once: about half a millisecond.
_READ_TOGETHER = 50

Answer = TypeVar("Answer")


class Searcher:
    """The thread, and what is asked of it."""

    def __init__(self, file: StoreFile, partition: int) -> None:
        self._file = file
        self._partition = partition
        self._thread: ThreadPoolExecutor | None = None
        self._waiting = 0

    async def search(
        self, account: str, wanted: Wanted, before: int, after: int, limit: int, examined_max: int, minutes_since: int
    ) -> Found:
        """As the port says. Raises `Unavailable`."""
        walk = Walk(account, self._partition, wanted, before=before, after=after, minutes_since=minutes_since)
        is_meant = wanted.judge()
        messages: list[Stored] = []
        reached, examined, ended = 0, 0, limit <= 0
        while len(messages) < limit and examined < examined_max and not ended:
            step = partial(walk.step, limit=limit - len(messages), examined_max=examined_max - examined)
            found = await self._elsewhere(step)
            examined += found.examined
            reached, ended = found.reached or reached, found.ended
            for start in range(0, len(found.ids), _READ_TOGETHER):
                if start:
                    await asyncio.sleep(0)
                messages += [
                    stored
                    for stored in self._read(found.ids[start : start + _READ_TOGETHER])
                    if is_meant(stored.message, stored.body)
                ]
        messages.sort(key=lambda stored: -stored.message.id)
        return Found(messages, reached, ended)

    async def counted(
        self, unit: str, account: str, wanted: Wanted, first: int, last: int, width: int
    ) -> Sequence[Standing]:
        """What the figures of minutes or days say. Raises `Unavailable`."""
        condition = sieve.of_figures(wanted.terms)
        statement = (
            "WITH RECURSIVE time(n) AS (SELECT ? UNION ALL SELECT n + 1 FROM time WHERE n < ?) "
            f"SELECT n / ?, state, sum(messages) FROM time CROSS JOIN roll_up_{unit} "
            f"WHERE partition = ? AND {unit} = n AND account = ? AND messages > 0 AND {condition.sql} "
            "GROUP BY 1, 2 ORDER BY 1, 2"
        )
        values = (first, last, width, self._partition, account, *condition.values)
        if first > last:
            return ()
        rows = await self._elsewhere(lambda connection: connection.execute(statement, values).fetchall())
        return [Standing(*row) for row in rows]

    def close(self) -> None:
        """Let go of the thread. What is looked for still, or waits to be, fails when the file is closed."""
        if self._thread is not None:
            self._thread.shutdown(wait=False)

    def _read(self, ids: Sequence[int]) -> list[Stored]:
        try:
            return by_ids(self._file.reading(), ids)
        except sqlite3.Error as error:
            raise Unavailable(f"the store cannot be read: {error}") from error

    async def _elsewhere(self, ask: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Ask on the thread."""
        if self._waiting >= WAITING_MAX:
            raise Unavailable(f"{self._waiting} searches wait already")
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "heliograph-search")
        connections = self._file.searching()

        def asked() -> Answer:
            with connections.searching:
                return ask(connections.searcher)

        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, asked)
        except sqlite3.Error as error:
            raise Unavailable(f"the store cannot be read: {error}") from error
        finally:
            self._waiting -= 1
