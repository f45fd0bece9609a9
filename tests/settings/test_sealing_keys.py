"""If these fail, the sealing key lies in the data folder or open to others, or a rotation locks every user out."""

import base64
import random
import stat
from pathlib import Path

import pytest

from heliograph.settings import ConfigurationError, KeyFileProblem, Secret, load, make_sealing_keys, read_sealing_keys
from heliograph.settings.sealing_keys import default_file

OLD, NEW = bytes(32), bytes(range(32))
OLD_TEXT, NEW_TEXT = base64.b64encode(OLD).decode(), base64.b64encode(NEW).decode()


def written(folder: Path, text: str) -> Path:
    path = folder / "heliograph" / "sealing.key"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    path.chmod(0o600)
    return path


def test_a_first_start_makes_a_key_outside_the_data_folder_for_its_owner_alone(tmp_path: Path) -> None:
    environ = {"XDG_CONFIG_HOME": str(tmp_path)}
    assert read_sealing_keys(Secret(), environ).keys == ()
    made = make_sealing_keys(environ, random.Random(1).randbytes)
    assert made.made
    path = tmp_path / "heliograph" / "sealing.key"
    assert made.source == str(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_sealing_keys(Secret(), environ).keys == made.keys
    assert len(made.keys[0]) == 32
    assert base64.b64encode(made.keys[0]).decode() not in repr(made)
    assert str(made.keys[0]) not in repr(made)


def test_of_two_servers_that_start_at_a_time_both_have_the_first_ones_key(tmp_path: Path) -> None:
    environ = {"XDG_CONFIG_HOME": str(tmp_path)}
    first, second = make_sealing_keys(environ), make_sealing_keys(environ)
    assert second.keys == first.keys == read_sealing_keys(Secret(), environ).keys
    assert (first.made, second.made) == (True, False)
    assert [each.name for each in (tmp_path / "heliograph").iterdir()] == ["sealing.key"]


def test_the_file_has_the_newest_key_first(tmp_path: Path) -> None:
    written(tmp_path, f"# a comment\n\n{NEW_TEXT}\n  {OLD_TEXT}\n")
    assert read_sealing_keys(Secret(), {"XDG_CONFIG_HOME": str(tmp_path)}).keys == (NEW, OLD)


@pytest.mark.parametrize("text", [f"{NEW_TEXT},{OLD_TEXT}", f"{NEW_TEXT} {OLD_TEXT}", f"{NEW_TEXT}, {OLD_TEXT}"])
def test_the_setting_wins_over_the_file(tmp_path: Path, text: str) -> None:
    written(tmp_path, OLD_TEXT)
    found = read_sealing_keys(Secret(text), {"XDG_CONFIG_HOME": str(tmp_path)})
    assert (found.keys, found.source) == ((NEW, OLD), "sealing_key")


@pytest.mark.parametrize("text", ["", "# only a comment\n", "no base64!\n", base64.b64encode(b"short").decode()])
def test_a_file_without_a_right_key_is_refused_and_not_shown(tmp_path: Path, text: str) -> None:
    written(tmp_path, text)
    with pytest.raises(KeyFileProblem, match=r"sealing\.key") as caught:
        read_sealing_keys(Secret(), {"XDG_CONFIG_HOME": str(tmp_path)})
    assert not text or text not in str(caught.value)


def test_the_folder_is_the_users_configuration_folder() -> None:
    assert default_file({"XDG_CONFIG_HOME": "/c", "HOME": "/h"}) == Path("/c/heliograph/sealing.key")
    assert default_file({"XDG_CONFIG_HOME": "relative", "HOME": "/h"}) == Path("/h/.config/heliograph/sealing.key")
    assert default_file({"HOME": "/h"}) == Path("/h/.config/heliograph/sealing.key")


def test_a_user_without_a_home_is_told_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(KeyFileProblem, match="HELIOGRAPH_SEALING_KEY_FILE"):
        read_sealing_keys(Secret(), {})
    (tmp_path / "file").write_text("")
    with pytest.raises(KeyFileProblem, match="HELIOGRAPH_SEALING_KEY_FILE"):
        make_sealing_keys({"XDG_CONFIG_HOME": str(tmp_path / "file")})


def test_it_is_a_setting_like_every_secret(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{NEW_TEXT}\n")
    loaded = load(environ={"HELIOGRAPH_SEALING_KEY_FILE": str(tmp_path / "key")})
    assert read_sealing_keys(loaded.settings.sealing_key, {}).keys == (NEW,)
    assert not loaded.settings.sealing_key_lost
    with pytest.raises(ConfigurationError, match="32 octets in base64"):
        load(environ={"HELIOGRAPH_SEALING_KEY": "hunter2"})
