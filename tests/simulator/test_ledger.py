"""If this fails, a test that compares what was acknowledged with what the carrier received compares with less."""

import os
from pathlib import Path

import msgspec
import pytest

from heliograph.simulator.ledger import Ledger, LedgerLine, read_ledger

LINE = LedgerLine(
    at=1_795_000_000_000,
    id="1795000000000000",
    command_status=0,
    reaction="answer",
    system_id="esme",
    source_ton=5,
    source_npi=0,
    source="Heliograph",
    destination_ton=1,
    destination_npi=1,
    destination="85261234567",
    esm_class=0,
    registered_delivery=1,
    validity_period="",
    data_coding=0,
    udh="",
    octets="4869",
    reference=0,
    part=1,
    total=1,
    text="Hi\n验证码",
    tlvs=((0x1400, "31"),),
)


def lines(count: int) -> list[LedgerLine]:
    return [msgspec.structs.replace(LINE, id=str(number)) for number in range(count)]


def test_what_is_written_is_read_again(ledger_path: Path) -> None:
    ledger = Ledger(ledger_path)
    for line in lines(3):
        ledger.add(line)
    assert list(read_ledger(ledger_path)) == []
    ledger.flush()
    assert list(read_ledger(ledger_path)) == lines(3)
    ledger.add(LINE)
    ledger.close()
    assert list(read_ledger(ledger_path)) == [*lines(3), LINE]


def test_many_lines_are_one_write(ledger_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger(ledger_path)
    sizes: list[int] = []
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, octets: sizes.append(len(octets)) or write(file, octets))
    for line in lines(500):
        ledger.add(line)
    ledger.flush()
    ledger.flush()
    monkeypatch.undo()
    ledger.close()
    assert sizes == [ledger_path.stat().st_size]


def test_a_write_that_takes_only_some_octets_goes_on_with_the_rest(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = Ledger(ledger_path)
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, octets: write(file, octets[:7]))
    for line in lines(4):
        ledger.add(line)
    ledger.flush()
    monkeypatch.undo()
    ledger.close()
    assert list(read_ledger(ledger_path)) == lines(4)


def test_it_goes_on_where_it_stopped_and_without_the_half_line_of_a_crash(ledger_path: Path) -> None:
    first = Ledger(ledger_path)
    first.add(LINE)
    first.close()
    with ledger_path.open("ab") as file:
        file.write(b'{"at":17950')
    assert list(read_ledger(ledger_path)) == [LINE]
    second = Ledger(ledger_path, sync=True)
    second.add(LINE)
    second.close()
    assert list(read_ledger(ledger_path)) == [LINE, LINE]


def test_only_its_owner_may_read_it(ledger_path: Path) -> None:
    Ledger(ledger_path).close()
    assert ledger_path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Ledger(tmp_path / "nowhere" / "ledger.jsonl")
