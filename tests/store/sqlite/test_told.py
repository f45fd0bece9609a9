"""If this fails, a subscriber that is behind makes every commit slower, or an account without one pays for it."""

import re
import sqlite3

import pytest

from heliograph.store.sqlite import told, work
from heliograph.store.sqlite.migrate import migrate
from heliograph.store.sqlite.rows import ManyRows

STATEMENTS = {
    name: next(iter(value._texts.values())) if isinstance(value, ManyRows) else value
    for module in (told, work)
    for name, value in vars(module).items()
    if isinstance(value, ManyRows) or (isinstance(value, str) and " told " in value and value != told.__doc__)
}


@pytest.mark.parametrize("name", sorted(n for n, text in STATEMENTS.items() if " told" in text and n != "_COUNTS"))
def test_no_statement_wades_through_what_waits(name):
    file = sqlite3.connect(":memory:", isolation_level=None)
    migrate(file)
    text = STATEMENTS[name]
    plan = [row[3] for row in file.execute(f"EXPLAIN QUERY PLAN {text}", [1] * text.count("?"))]
    file.close()
    assert not [step for step in plan if re.search(r"SCAN told|TEMP B-TREE", step)], plan


async def test_without_a_subscription_nothing_more_is_read_or_written(world):
    said: list[str] = []
    world.store._file._connections.writer.set_trace_callback(said.append)
    await world.submitted("c-1")
    await world.store.receipts([world.receipt("c-1")])
    assert any("UPDATE message" in statement for statement in said)
    assert [statement for statement in said if " told" in statement or "FROM record" in statement] == []
