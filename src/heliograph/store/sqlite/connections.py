"""Opens the store's file: connections to write, to read while a commit is under way, and to search."""

import contextlib
import os
import sqlite3
import threading
from pathlib import Path

NAME = "messages.sqlite3"

#: Twenty statements in seven lengths each stay prepared, and the reads.
_PREPARED = 256

#: A person with a shell may hold the file for a moment; the loop waits no longer than this for them.
_BUSY_SECONDS = 0.2

#: KiB of pages kept by the writer. The hot ends of eight B-trees are a few MiB; the rest serves reads.
_WRITER_CACHE_KIB = 64 * 1024
_READER_CACHE_KIB = 8 * 1024


def prepare_folder(folder: Path) -> Path:
    """Make the folder and the file, for their owner only; returns the file's path."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(PermissionError):
        # A folder that belongs to somebody else who lets us in is theirs to arrange.
        folder.chmod(0o700)
    path = folder / NAME
    # SQLite gives its -wal and -shm files the mode of the file itself. Before any connection is open: closing a second
    # descriptor of a file that SQLite has open would drop its POSIX locks.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    path.chmod(0o600)
    return path


class Connections:
    """All connections, opened and closed together: the recovery of a WAL only runs when nobody has it open.

    Whoever uses `searcher` holds `searching` for so long.
    """

    def __init__(self, path: Path) -> None:
        self.writer = _open(path, _WRITER_CACHE_KIB)
        try:
            self.writer.execute("PRAGMA journal_mode = WAL")
            self.writer.execute("PRAGMA synchronous = FULL")
            # Checkpoints are ours to place (group_commit); one at close empties the WAL.
            self.writer.execute("PRAGMA wal_autocheckpoint = 0")
            # The undo pages of savepoints stay in memory instead of a file in /var/tmp.
            self.writer.execute("PRAGMA temp_store = MEMORY")
            # What the WAL took in a burst is given back at the next reset beyond this.
            self.writer.execute(f"PRAGMA journal_size_limit = {64 * 2**20}")
            self.reader = _open(path, _READER_CACHE_KIB)
            self.reader.execute("PRAGMA query_only = ON")
            self.searcher = _open(path, _READER_CACHE_KIB)
            self.searcher.execute("PRAGMA query_only = ON")
            self.searcher.execute("PRAGMA temp_store = MEMORY")
            self.searching = threading.Lock()
        except BaseException:
            self.writer.close()
            raise

    def close(self) -> None:
        """Close them all. What is not committed is gone; an error of the disk is of no interest any more."""
        self.searcher.interrupt()
        with self.searching:
            for connection in (self.searcher, self.reader, self.writer):
                with contextlib.suppress(sqlite3.Error):
                    connection.close()


def move(path: Path) -> None:
    """Copy what the WAL has into the file, on a connection for just that. Raises sqlite3.Error."""
    connection = _open(path, _READER_CACHE_KIB)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    finally:
        connection.close()


def _open(path: Path, cache_kib: int) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        # The loop's thread runs all statements; a COMMIT may run on one other, and nothing else meanwhile. Searches
        # run on a third.
        check_same_thread=False,
        cached_statements=_PREPARED,
    )
    connection.execute(f"PRAGMA cache_size = -{cache_kib}")
    connection.execute("PRAGMA foreign_keys = OFF")
    return connection
