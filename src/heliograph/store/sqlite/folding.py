"""Folds the figures of old minutes into those of their hours, so that a week is read in few rows and no table grows.

A change is written by its minute while that is kept, and by its hour from then on: never twice. So the figures of an
hour are what both tables say of it, at any moment.
"""

from typing import NamedTuple

from heliograph.sms.statistics import HOUR_MINUTES
from heliograph.store.sqlite.work import Work

HOUR_KEY = "account, country, carrier, state, code"
TIME_KEY = "account, country, carrier, what, below"


class _Table(NamedTuple):
    minutes: str
    hours: str
    key: str


_TABLES = (_Table("roll_up_minute", "roll_up_hour", HOUR_KEY), _Table("time_minute", "time_hour", TIME_KEY))

_BEGUN = "SELECT 1 FROM roll_up_minute WHERE partition = ? AND minute = ? LIMIT 1"
_OLDEST = "SELECT min(minute) FROM {minutes} WHERE partition = ?"
_FOLD = (
    f"INSERT INTO {{hours}} (partition, hour, {{key}}, messages) "
    f"SELECT partition, minute / {HOUR_MINUTES}, {{key}}, sum(messages) FROM {{minutes}} "
    f"WHERE partition = ?1 AND minute BETWEEN ?2 AND ?3 AND minute >= {HOUR_MINUTES} * ?4 "
    "GROUP BY 1, 2, {key} HAVING sum(messages) != 0 "
    "ON CONFLICT (partition, hour, {key}) DO UPDATE SET messages = messages + excluded.messages"
)
_TAKE = "DELETE FROM {minutes} WHERE partition = ? AND minute BETWEEN ? AND ?"
_FORGET = (
    "DELETE FROM {hours} WHERE partition = ?1 AND hour < ?2 AND hour = "
    "(SELECT min(hour) FROM {hours} WHERE partition = ?1)"
)

_STATEMENTS = tuple(
    tuple(statement.format(**table._asdict()) for statement in (_OLDEST, _FOLD, _TAKE, _FORGET)) for table in _TABLES
)


def fold(work: Work, newest: int, oldest_minute: int, oldest_hour: int) -> None:
    """Where `newest` is a minute that begins, fold the two oldest ones before `oldest_minute`, and forget the oldest
    hour before `oldest_hour`: the tables of minutes shrink, and no commit moves much. Raises sqlite3.Error."""
    execute, partition = work.connection.execute, work.partition
    if execute(_BEGUN, (partition, newest)).fetchone() is not None:
        return
    for oldest, folding, take, forget in _STATEMENTS:
        (first,) = execute(oldest, (partition,)).fetchone()
        if first is not None and first < oldest_minute:
            minutes = (partition, first, min(first + 1, oldest_minute - 1))
            execute(folding, (*minutes, oldest_hour))
            execute(take, minutes)
        execute(forget, (partition, oldest_hour))
