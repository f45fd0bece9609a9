"""Without this, a column of a list would run into the next one."""

import pytest

from heliograph.cli.terminal import columns_of
from heliograph.cli.wording import print_table, revision_text


def test_columns_are_as_wide_as_what_stands_in_them(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"Name": "阿里云公司有限", "State": "ok", "Why": "x"}, {"Name": "ab", "State": "a" * 90}, {"Name": "a\nb"}]
    print_table(rows, ("Name", "State"), "Why")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert columns_of(lines[1][: lines[1].index("ok")]) == lines[0].index("State") == lines[2].index("aaa") == 16
    assert lines[2].endswith("a" * 39 + "…")
    assert lines[3] == "a b"


def test_no_revision_is_no_parameter() -> None:
    assert (revision_text(None), revision_text(7)) == ("", "7")
