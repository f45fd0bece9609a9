"""Folds the figures of minutes that are a while old into those of their hours, so that a week is read in few rows.

A change of a message is written by its minute; only the few that come after their minute was folded are written by its
hour, too. `folded` says up to where: the figures of an hour are its own rows and the minutes from there on.
"""

from typing import NamedTuple

from heliograph.sms.statistics import HOUR_MINUTES
from heliograph.store.roll_ups import FINE_MINUTES
from heliograph.store.sqlite.work import Work

HOUR_KEY = "account, country, carrier, state, code"
TIME_KEY = "account, country, carrier, what, below"


class _Table(NamedTuple):
    minutes: str
    hours: str
    key: str


_TABLES = (_Table("roll_up_minute", "roll_up_hour", HOUR_KEY), _Table("time_minute", "time_hour", TIME_KEY))

FOLDED = "SELECT minute FROM folded WHERE partition = ?"
_FIRST = "SELECT min(minute) FROM roll_up_minute WHERE partition = ? AND minute >= ?"
_FOLDED_TO = (
    "INSERT INTO folded (partition, minute) VALUES (?, ?) "
    "ON CONFLICT (partition) DO UPDATE SET minute = excluded.minute"
)
_FOLD = (
    f"INSERT INTO {{hours}} (partition, hour, {{key}}, messages) "
    f"SELECT partition, minute / {HOUR_MINUTES}, {{key}}, sum(messages) FROM {{minutes}} "
    "WHERE partition = ? AND minute BETWEEN ? AND ? GROUP BY 1, 2, {key} HAVING sum(messages) != 0 "
    "ON CONFLICT (partition, hour, {key}) DO UPDATE SET messages = messages + excluded.messages"
)
#: The two oldest minutes go for each that begins, so that the tables shrink and no commit removes much.
_FORGET_MINUTES = (
    "DELETE FROM {minutes} WHERE partition = ?1 AND minute < ?2 AND minute <= "
    "(SELECT min(minute) + 1 FROM {minutes} WHERE partition = ?1)"
)
_FORGET_HOUR = (
    "DELETE FROM {hours} WHERE partition = ?1 AND hour < ?2 AND hour = "
    "(SELECT min(hour) FROM {hours} WHERE partition = ?1)"
)

_FOLDS, _FORGETS_MINUTES, _FORGETS_HOUR = (
    tuple(statement.format(**table._asdict()) for table in _TABLES)
    for statement in (_FOLD, _FORGET_MINUTES, _FORGET_HOUR)
)


def folded_to(work: Work) -> int:
    """The first minute that is not folded yet. Raises sqlite3.Error."""
    row = work.connection.execute(FOLDED, (work.partition,)).fetchone()
    return row[0] if row is not None else 0


def fold(work: Work, now: int, oldest_minute: int, oldest_hour: int) -> None:
    """Fold the two oldest minutes that are to be, and forget what is older than what is kept: no commit moves much.

    `now` and the oldest that are kept are counted in minutes and hours. Raises sqlite3.Error.
    """
    execute, partition = work.connection.execute, work.partition
    folded, fine = folded_to(work), now - FINE_MINUTES
    if folded < fine:
        (first,) = execute(_FIRST, (partition, folded)).fetchone()
        if first is not None and first < fine:
            folded = min(first + 2, fine)
            for statement in _FOLDS:
                execute(statement, (partition, first, folded - 1))
        else:
            folded = fine
        execute(_FOLDED_TO, (partition, folded))
    for statement in _FORGETS_MINUTES:
        execute(statement, (partition, min(oldest_minute, folded)))
    for statement in _FORGETS_HOUR:
        execute(statement, (partition, oldest_hour))
