"""If this fails, two processes write one store, and each spoils what the other has promised."""

import pytest

from heliograph.store.sqlite.lock import FolderLock, InUse


def test_one_at_a_time(tmp_path):
    first, second = FolderLock(tmp_path), FolderLock(tmp_path)
    first.take()
    with pytest.raises(InUse, match=str(tmp_path)):
        second.take()
    first.release()
    second.take()
    with pytest.raises(InUse):
        first.take()
    second.release()


def test_releasing_twice_is_no_harm(tmp_path):
    lock = FolderLock(tmp_path)
    lock.take()
    lock.release()
    lock.release()
    lock.take()
    lock.release()


def test_a_lock_file_left_behind_holds_nobody_up(tmp_path):
    (tmp_path / "heliograph.lock").write_text("4711\n")
    lock = FolderLock(tmp_path)
    lock.take()
    lock.release()
