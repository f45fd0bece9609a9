"""If this fails, reporting or reading conversions takes longer with every message that was ever reported on."""

import sqlite3

import pytest

from heliograph.store.sqlite import conversions
from heliograph.store.sqlite.migrate import migrate


@pytest.mark.parametrize(
    ("statement", "values"),
    [(conversions._DAYS, (0, "1", 9, 9)), (conversions._BEFORE, ("[1]",))],
    ids=["days", "said"],
)
def test_nothing_but_the_list_of_ids_is_scanned(statement: str, values: tuple[object, ...]) -> None:
    file = sqlite3.connect(":memory:", isolation_level=None)
    migrate(file)
    plan = [row[3] for row in file.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert plan
    assert not [step for step in plan if step.startswith("SCAN") and "json_each" not in step], plan
    assert not [step for step in plan if "TEMP B-TREE" in step], plan
    file.close()
