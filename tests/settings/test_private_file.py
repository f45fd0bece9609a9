"""If these fail, a key lies open to others on the machine, or a crash leaves half of one."""

import os
import stat
from pathlib import Path

import pytest

from heliograph.settings.private_file import KeyFileProblem, read_private, write_private


def test_what_is_written_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "key"
    write_private(path, b"secret")
    write_private(path, b"another")
    assert read_private(path) == b"another"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["key"]


def test_a_file_that_is_there_is_kept_when_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "key"
    assert write_private(path, b"first", over=False)
    assert not write_private(path, b"second", over=False)
    assert read_private(path) == b"first"
    assert [each.name for each in tmp_path.iterdir()] == ["key"]


def test_no_file_is_no_problem(tmp_path: Path) -> None:
    assert read_private(tmp_path / "key") is None


def test_a_file_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(b"secret")
    path.chmod(0o640)
    with pytest.raises(KeyFileProblem, match="chmod 600") as caught:
        read_private(path)
    assert "secret" not in str(caught.value)


def test_neither_a_link_nor_a_pipe_is_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    write_private(target, b"secret")
    (tmp_path / "link").symlink_to(target)
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name in ("link", "pipe"):
        with pytest.raises(KeyFileProblem, match=name):
            read_private(tmp_path / name)


def test_a_folder_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(KeyFileProblem, match="cannot be written"):
        write_private(tmp_path / "no" / "key", b"secret")
