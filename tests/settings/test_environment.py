"""Without this, a misspelt or wrong variable would be silently without effect."""

from pathlib import Path

import pytest

from heliograph.settings.environment import read_environment, variables
from heliograph.settings.secret import Secret


def test_every_plain_setting_has_a_variable_and_no_two_have_the_same() -> None:
    known = variables()
    assert known["HELIOGRAPH_LOG_LEVEL"][0] == ("log", "level")
    assert known["HELIOGRAPH_ACCESS_KEY_SECRET_FILE"][0] == ("access_key_secret_file",)
    assert "HELIOGRAPH_CARRIERS" not in known
    assert len({path for path, _ in known.values()}) == len(known)


@pytest.mark.parametrize(
    ("name", "text", "path", "value"),
    [
        ("HELIOGRAPH_PORT", "0", ("port",), 0),
        ("HELIOGRAPH_DATA", "/srv/x", ("data",), Path("/srv/x")),
        ("HELIOGRAPH_DRAIN_SECONDS", "2.5", ("drain_seconds",), 2.5),
        ("HELIOGRAPH_API_ALLOW_MAINLAND", "true", ("api", "allow_mainland"), True),
        ("HELIOGRAPH_API_ALLOW_MAINLAND", "0", ("api", "allow_mainland"), False),
        ("HELIOGRAPH_LOG_LEVEL", "INFO", ("log", "level"), "info"),
        ("HELIOGRAPH_OPT_OUT_STOP_WORDS", "STOP, ARRET", ("opt_out", "stop_words"), ("STOP", "ARRET")),
        ("HELIOGRAPH_ACCESS_KEY_SECRET", "x", ("access_key_secret",), Secret("x")),
    ],
)
def test_a_variable_sets_its_key(name: str, text: str, path: tuple[str, ...], value: object) -> None:
    values, faults, warnings = read_environment({name: text, "PATH": "/bin"})
    assert (faults, warnings) == ([], [])
    found: object = values
    for part in path:
        assert isinstance(found, dict)
        found = found[part]
    assert found == value


def test_an_empty_variable_is_not_set() -> None:
    assert read_environment({"HELIOGRAPH_PORT": "", "HELIOGRAPH_ACCESS_KEY_SECRET_FILE": ""}) == ({}, [], [])


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("HELIOGRAPH_PORT", "x", "HELIOGRAPH_PORT is 'x'; it must be a whole number from 0 to 65535"),
        ("HELIOGRAPH_PORT", "tcp://10.0.0.1:8080", "put enableServiceLinks: false into the pod"),
        ("HELIOGRAPH_API_ALLOW_MAINLAND", "maybe", "it must be true or false"),
        ("HELIOGRAPH_ACCESS_KEY_SECRET", "x" * 300, "is not shown, being a secret"),
        ("HELIOGRAPH_ACCESS_KEY_SECRET_FILE", "/nowhere/x", "which cannot be read: No such file or directory"),
    ],
)
def test_a_wrong_value_names_its_variable(name: str, text: str, says: str) -> None:
    _, (fault,), _ = read_environment({name: text})
    assert says in fault.says
    assert (fault.source, fault.key) == ("environment", name)
    assert "xxx" not in fault.says


def test_a_secret_comes_from_a_file_or_directly_but_not_both(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from file\r\n")
    name = "HELIOGRAPH_ACCESS_KEY_SECRET"
    values, faults, _ = read_environment({f"{name}_FILE": str(tmp_path / "secret")})
    assert (values, faults) == ({"access_key_secret": Secret("from file")}, [])
    _, (fault,), _ = read_environment({f"{name}_FILE": str(tmp_path / "secret"), name: "x"})
    assert "is given beside the variable without _FILE" in fault.says


def test_an_unknown_variable_is_a_warning_that_suggests_the_nearest() -> None:
    _, faults, warnings = read_environment(
        {
            "HELIOGRAPH_LOGLEVEL": "x",
            "HELIOGRAPH_QQ": "x",
            "HELIOGRAPH_ENDPOINT": "x",
            "HELIOGRAPH_CONFIG": "x",
            "heliograph_port": "1",
        }
    )
    assert faults == []
    assert [warning.says for warning in warnings] == [
        'HELIOGRAPH_LOGLEVEL is no variable of Heliograph; did you mean "HELIOGRAPH_LOG_LEVEL"?',
        "HELIOGRAPH_QQ is no variable of Heliograph",
    ]
