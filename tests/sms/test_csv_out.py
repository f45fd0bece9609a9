"""If this fails, a message's text runs on the machine of whoever opens the report."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.sms.csv_out import CsvWriter, safe


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        '=HYPERLINK("http://x")',
        "＝1",
        "+",
        "-",
    ],
)
def test_what_a_spreadsheet_would_run_is_text(text: str):
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Hello", "85261234567", "+85261234567", "-0.0075", "1=1", "a@b", "'=1"])
def test_what_runs_nothing_stays_as_it_is(text: str):
    assert safe(text) == text


def test_a_row_is_a_line_that_ends_with_cr_lf():
    out = io.StringIO(newline="")
    writer = CsvWriter(out, ("To", "Message"))
    writer.write({"To": "1", "Message": 'a "b", c\nd', "Other": "x"})
    writer.write({"To": "2"})
    assert out.getvalue() == 'To,Message\r\n1,"a ""b"", c\nd"\r\n2,\r\n'


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_whatever_is_in_a_cell_a_reader_gets_it_back_and_none_is_a_formula(cells: list[str]):
    out = io.StringIO(newline="")
    columns = [f"c{n}" for n in range(len(cells))]
    CsvWriter(out, columns).write(dict(zip(columns, cells, strict=True)))
    [_, row] = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert [cell.removeprefix("'") if cell != text else cell for cell, text in zip(row, cells, strict=True)] == cells
    assert not any(cell.startswith(("=", "@", "\t", "\r")) for cell in row)
