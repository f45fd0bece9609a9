"""If this fails, rows of a batch are dropped or shifted into their neighbours' columns."""

import sqlite3

import pytest

from heliograph.store.sqlite.rows import ManyRows, id_list


@pytest.fixture
def table():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("CREATE TABLE pair (a INTEGER, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID")
    yield connection
    connection.close()


@pytest.mark.parametrize("count", [0, 1, 2, 3, 63, 64, 65, 127, 128, 1000])
def test_every_row_goes_in_and_out_once_whatever_their_number(table, count):
    rows = [(n, f"text {n}") for n in range(count)]
    assert ManyRows("INSERT INTO pair VALUES {rows}", 2).run(table, rows) == count
    assert table.execute("SELECT * FROM pair ORDER BY a").fetchall() == rows
    found = ManyRows("SELECT pair.* FROM (VALUES {rows}) JOIN pair ON a = column1", 1).read(
        table, [(n,) for n, _ in rows]
    )
    assert sorted(found) == rows
    delete = ManyRows.deleting("pair", "a, b")
    assert delete.run(table, rows[::2]) == len(rows[::2])
    assert table.execute("SELECT * FROM pair ORDER BY a").fetchall() == rows[1::2]


def test_deleting_searches_and_never_scans(table):
    ((*_, plan),) = table.execute("EXPLAIN QUERY PLAN DELETE FROM pair WHERE (a = ? AND b = ?)", (1, "")).fetchall()
    assert plan.startswith("SEARCH")
    text = ManyRows.deleting("pair", "a, b")._texts[64]
    plans = [row[-1] for row in table.execute(f"EXPLAIN QUERY PLAN {text}", [1, ""] * 64)]
    assert not [plan for plan in plans if plan.startswith("SCAN")]


def test_ids_are_a_json_array():
    assert id_list([]) == "[]"
    assert id_list([1, 2**62]) == "[1,4611686018427387904]"
