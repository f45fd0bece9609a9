"""Brings a store file to the schema of this release by the numbered files in `schema/`."""

import sqlite3
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_FOLDER = files(__package__) / "schema"

_VERSION_TABLE = "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL) STRICT"


class NewerSchema(Exception):
    """The store was written by a newer release; this one would not understand it."""


@cache
def versions() -> Mapping[int, str]:
    """The SQL of every schema step by its number, lowest first."""
    found = {
        int(f.name.removesuffix(".sql")): f.read_text("utf-8") for f in _FOLDER.iterdir() if f.name.endswith(".sql")
    }
    return MappingProxyType(dict(sorted(found.items())))


def version_of(connection: sqlite3.Connection) -> int:
    """The schema that the file has; 0 for an empty one."""
    exists = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'").fetchone()
    return int(connection.execute("SELECT max(version) FROM schema_version").fetchone()[0]) if exists else 0


def forget_statistics(connection: sqlite3.Connection) -> None:
    """Drop what an ANALYZE has left in the file.

    Statements here name the index and the order of tables that they were measured with. With statistics SQLite adds
    steps of its own, such as a filter built from a whole table for a slice of 250 rows: a search takes seconds then.
    """
    for name in ("sqlite_stat1", "sqlite_stat4"):
        connection.execute(f"DROP TABLE IF EXISTS {name}")


def migrate(connection: sqlite3.Connection) -> None:
    """Run the steps that the file has not seen, all or none of them. Raises `NewerSchema`."""
    steps = versions()
    newest = max(steps)
    current = version_of(connection)
    if current > newest:
        raise NewerSchema(
            f"The store has schema {current}, this release knows schemas up to {newest}; start the newer release."
        )
    unseen = [
        f"{statements}; INSERT INTO schema_version VALUES ({number})"
        for number, statements in steps.items()
        if number > current
    ]
    if unseen:
        connection.executescript("; ".join(["BEGIN IMMEDIATE", _VERSION_TABLE, *unseen, "COMMIT"]) + ";")
