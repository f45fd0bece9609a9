"""Without this, the root key would be lost, readable by others, or not the one that the operator pinned."""

import json
import random
import stat
from pathlib import Path

import pytest

from heliograph.settings import KeyFileProblem, RootKey, Secret, keep_root_key, read_root_key

PINNED = RootKey("LTAI5tPinned", Secret("pinned-secret"))


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_first_start_makes_a_key_for_its_owner_alone(tmp_path: Path) -> None:
    data = tmp_path / "deep" / "data"
    kept = keep_root_key(data, choose=random.Random(1).choice)
    assert kept.made
    assert kept.warnings == ()
    assert kept.key.access_key_id.startswith("LTAI")
    assert len(kept.key.access_key_id) == 24
    assert len(kept.key.access_key_secret.reveal()) == 30
    assert mode_of(kept.file) == 0o600
    assert mode_of(data) == 0o700
    assert [path.name for path in data.iterdir()] == ["credentials.json"]


def test_two_folders_get_different_keys(tmp_path: Path) -> None:
    assert keep_root_key(tmp_path / "a").key != keep_root_key(tmp_path / "b").key


def test_a_later_start_finds_the_same_key(tmp_path: Path) -> None:
    made = keep_root_key(tmp_path)
    found = keep_root_key(tmp_path)
    assert found.key == made.key
    assert not found.made
    assert read_root_key(tmp_path) == made.key


def test_a_pinned_key_is_kept_and_not_shown_as_new(tmp_path: Path) -> None:
    kept = keep_root_key(tmp_path, PINNED)
    assert (kept.key, kept.made, kept.warnings) == (PINNED, False, ())
    assert keep_root_key(tmp_path).key == PINNED
    assert json.loads(kept.file.read_text()) == {"AccessKeyId": "LTAI5tPinned", "AccessKeySecret": "pinned-secret"}


def test_pinning_another_key_later_replaces_the_first_and_says_so(tmp_path: Path) -> None:
    keep_root_key(tmp_path)
    kept = keep_root_key(tmp_path, PINNED)
    assert kept.key == PINNED
    assert "held another root key" in kept.warnings[0]
    assert "pinned-secret" not in kept.warnings[0]
    assert mode_of(kept.file) == 0o600
    assert read_root_key(tmp_path) == PINNED


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o666])
def test_a_start_takes_others_rights_off_the_file_and_says_so(tmp_path: Path, mode: int) -> None:
    path = keep_root_key(tmp_path, PINNED).file
    path.chmod(mode)
    with pytest.raises(KeyFileProblem, match="can be read by others"):
        read_root_key(tmp_path)
    kept = keep_root_key(tmp_path)
    assert kept.key == PINNED
    assert f"mode {mode:04o}" in kept.warnings[0]
    assert mode_of(path) == 0o600


def test_no_folder_and_no_file_is_no_key(tmp_path: Path) -> None:
    assert read_root_key(tmp_path) is None
    assert read_root_key(tmp_path / "absent") is None


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", "5", '{"AccessKeyId": "x"}', '{"AccessKeyId": 1, "AccessKeySecret": ""}']
)
def test_a_file_of_another_shape_is_refused_and_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "credentials.json"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(KeyFileProblem, match="does not hold AccessKeyId and AccessKeySecret"):
        keep_root_key(tmp_path, PINNED)
    assert path.read_text() == content


def test_a_link_or_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("{}")
    (tmp_path / "credentials.json").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KeyFileProblem, match="cannot be read"):
        keep_root_key(tmp_path)
    other = tmp_path / "other"
    (other / "credentials.json").mkdir(parents=True, mode=0o700)
    with pytest.raises(KeyFileProblem, match="is no plain file"):
        keep_root_key(other)


def test_a_data_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KeyFileProblem, match="cannot be used: Not a directory"):
        keep_root_key(tmp_path / "file" / "data")


def test_what_a_crash_left_beside_the_file_is_no_obstacle(tmp_path: Path) -> None:
    import os

    (tmp_path / f".credentials.json.{os.getpid()}").write_text("half")
    assert keep_root_key(tmp_path, PINNED).key == PINNED
    assert [path.name for path in tmp_path.iterdir()] == ["credentials.json"]
