"""Writes CSV (RFC 4180) that a spreadsheet can open without running anything that a stranger has written into it."""

import csv
import re
from collections.abc import Iterable
from typing import IO, Any

#: A cell that begins so is a formula to spreadsheets, whatever the file says of it.
_FORMULA = re.compile(r"^[\s\0]*[=+\-@\t\r＝＋－＠]")

#: A number with its sign, such as +85261234567, computes nothing.
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?\Z", re.ASCII)


def safe(value: object) -> str:
    """The value as a cell that is text: an apostrophe stands before what would be a formula."""
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


class CsvWriter:
    """Rows of cells, each line ended with CR LF; quotes where a cell has a comma, a quote or a line end."""

    def __init__(self, out: IO[str], columns: Iterable[str]) -> None:
        self._columns = tuple(columns)
        # csv asks for a file that does not change line ends: our callers open theirs so.
        self._writer = csv.writer(out, lineterminator="\r\n")
        self._writer.writerow(self._columns)

    def write(self, row: dict[str, Any]) -> None:
        """One row by column; a column that the row does not have is empty."""
        self._writer.writerow([safe(row.get(column, "")) for column in self._columns])
