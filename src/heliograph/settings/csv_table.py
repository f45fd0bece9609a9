"""Reads the operator's own tables, CSV files beside the configuration: each fault is named by its line."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from heliograph.settings.fault import Fault

#: More rows than the world has prefixes; a file beyond it is the wrong one.
ROWS_MAX = 500_000
OCTETS_MAX = 64 * 2**20

#: A file of another kind is wrong in every line; a few tell.
FAULTS_MAX = 20

#: A line of the file and its cells by column.
Row = tuple[int, Mapping[str, str]]


class CsvTable:
    """The rows of one file. `faults` grows while they are read."""

    def __init__(self, path: Path, key: str, columns: tuple[str, ...], needed: tuple[str, ...]) -> None:
        """`key` is the setting that names the file; `needed` are the columns that must be there."""
        self._path, self._key = path, key
        self._columns, self._needed = columns, needed
        self.faults: list[Fault] = []

    def rows(self) -> Iterator[Row]:
        """Every row whose cells are as many as the columns of the first line, until there are too many faults."""
        text = self._text()
        if text is None:
            return
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            head = [cell.strip() for cell in next(reader, [])]
            if not self._fits(head):
                return
            for count, cells in enumerate(reader):
                if count == ROWS_MAX:
                    self.fault(reader.line_num, f"is one row too many: at most {ROWS_MAX:,} are read")
                elif cells and len(cells) != len(head):
                    self.fault(
                        reader.line_num, f"has {len(cells)} cells; it must have {len(head)}, as the first line has"
                    )
                elif cells:
                    yield reader.line_num, dict(zip(head, (cell.strip() for cell in cells), strict=True))
                if len(self.faults) >= FAULTS_MAX or count == ROWS_MAX:
                    return
        except csv.Error as error:
            self.fault(reader.line_num, f"is no CSV: {error}")

    def cell(self, row: Row, column: str, pattern: str, allowed: str) -> str:
        """The cell of a column, held to its pattern; "" where it is empty, missing, or does not fit."""
        line, cells = row
        text = cells.get(column, "")
        if text and re.match(pattern, text) is None:
            self.fault(line, f"{column} is {text[:60]!r}; it must be {allowed}")
            return ""
        return text

    def fault(self, line: int, says: str) -> None:
        """Something is wrong in this line."""
        self.faults.append(Fault(says, str(self._path), line, self._key))

    def _fits(self, head: list[str]) -> bool:
        wrong = [name for name in head if name not in self._columns]
        missing = [name for name in self._needed if name not in head]
        if wrong or missing or len(set(head)) != len(head):
            self.fault(
                1, f"must name the columns {','.join(self._columns)} (at least {','.join(self._needed)}), once each"
            )
            return False
        return True

    def _text(self) -> str | None:
        try:
            with self._path.open("rb") as file:
                octets = file.read(OCTETS_MAX + 1)
            if len(octets) > OCTETS_MAX:
                self.fault(0, f"is larger than {OCTETS_MAX >> 20} MiB")
                return None
            return octets.decode("utf-8-sig")
        except OSError as error:
            self.fault(0, f"cannot be read: {error.strerror or error}")
        except UnicodeDecodeError as error:
            self.fault(0, f"is not UTF-8 text at octet {error.start}")
        return None
