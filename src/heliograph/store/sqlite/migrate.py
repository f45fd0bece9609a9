"""Brings a store file to the schema of this release by the numbered files in `schema/`."""

import sqlite3
from importlib.resources import files

_FOLDER = files(__package__) / "schema"

_VERSION_TABLE = "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL) STRICT"


class NewerSchema(Exception):
    """The store was written by a newer release; this one would not understand it."""


def versions() -> dict[int, str]:
    """The SQL of every schema step by its number, lowest first."""
    found = {
        int(f.name.removesuffix(".sql")): f.read_text("utf-8") for f in _FOLDER.iterdir() if f.name.endswith(".sql")
    }
    return dict(sorted(found.items()))


def version_of(connection: sqlite3.Connection) -> int:
    """The schema that the file has; 0 for an empty one."""
    exists = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'").fetchone()
    return int(connection.execute("SELECT max(version) FROM schema_version").fetchone()[0]) if exists else 0


def migrate(connection: sqlite3.Connection) -> None:
    """Run the steps that the file has not seen, each in a transaction of its own. Raises `NewerSchema`."""
    steps = versions()
    newest = max(steps)
    current = version_of(connection)
    if current > newest:
        raise NewerSchema(
            f"The store has schema {current}, this release knows schemas up to {newest}; start the newer release."
        )
    for number, statements in steps.items():
        if number > current:
            noted = f"INSERT INTO schema_version VALUES ({number})"
            connection.executescript(f"BEGIN IMMEDIATE; {_VERSION_TABLE}; {statements}; {noted}; COMMIT;")
