"""A table with a shifted column would give every code the text of its neighbour."""

from pathlib import Path

import pytest

from heliograph.sms import data

FILES = sorted(path.name for path in Path(data.__file__).parent.glob("*.tsv"))


def test_the_tables_are_in_the_package():
    assert FILES == ["errors.tsv", "smpp_message_state.tsv", "smpp_status.tsv"]


@pytest.mark.parametrize("name", FILES)
def test_every_row_has_every_column(name: str):
    rows = data.rows(name)
    assert rows
    assert all(row.keys() == rows[0].keys() for row in rows)
    assert all(value == value.strip() for row in rows for value in row.values())


def test_a_row_with_a_column_too_few_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "broken.tsv").write_text("a\tb\n1\t2\n3\n")
    monkeypatch.setattr(data, "files", lambda package: tmp_path)
    with pytest.raises(ValueError, match=r"broken\.tsv has not the columns a, b"):
        data.rows("broken.tsv")
