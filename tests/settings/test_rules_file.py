"""If this fails, a file of rules with a slip in it starts a carrier that behaves otherwise than its author thinks."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.rules import as_toml
from heliograph.settings import ConfigurationError, carrier_rules, load
from heliograph.settings.redact import as_toml as settings_as_toml
from heliograph.settings.rules_file import read_rules_file
from rules.strategies import rules


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "faults.toml"


def test_rules_are_read_in_their_order(path: Path) -> None:
    path.write_text('[[rules]]\nname = "a"\naccept = true\n\n[[rules]]\nnumber = "852*"\nstatus = 0x58\nshare = 0.3\n')
    found, faults = read_rules_file(path)
    assert faults == []
    assert [(rule.name, rule.values) for rule in found] == [
        ("a", {"accept": True}),
        ("", {"number": ("852*",), "share": 0.3, "status": 0x58}),
    ]


def test_a_file_without_rules_has_none(path: Path) -> None:
    path.write_text("# nothing yet\n")
    assert read_rules_file(path) == ((), [])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[[rules]]\naccept = true\nshar = 1\n", ':3: rules[0].shar is no key of a rule; did you mean "share"?'),
        (
            "[[rules]]\naccept = true\n[[rules]]\nstatus = 8\ntimes = 0\n",
            ":5: rules[1].times is 0; it must be a whole number from 1 to 1000000000",
        ),
        ("\n[[rules]]\nnumber = '1'\n", ":2: rules[0] does nothing; it needs one of accept, status"),
        ('[[rules]]\non = "call"\n', ":2: rules[0].on is 'call'; it must be one of submit, bind"),
        ('rule = "x"\n', ":1: rule is nothing that a file of rules holds; write [[rules]] above each rule"),
        ('[rules]\nname = "x"\n', ":1: rules must be a list of tables: write [[rules]] above each"),
        (
            '[[rules]]\nname = "x"\naccept = true\n[[rules]]\nname = "x"\naccept = true\n',
            ":5: rules[1].name is 'x', as in rules[0]; each must have its own",
        ),
        ("[[rules]\n", ":1: is no TOML: "),
    ],
)
def test_a_slip_is_told_with_file_line_key_and_what_is_allowed(path: Path, text: str, fault: str) -> None:
    path.write_text(text)
    (said,) = read_rules_file(path)[1]
    assert str(said).startswith(f"{path}{fault}")


def test_every_slip_is_told(path: Path) -> None:
    path.write_text("[[rules]]\nstatus = 0\ntimes = -1\n[[rules]]\nshare = 2\naccept = true\n")
    assert [fault.line for fault in read_rules_file(path)[1]] == [2, 3, 5]


def test_what_is_no_file_or_no_text_is_told(path: Path) -> None:
    assert "cannot be read: No such file" in str(read_rules_file(path)[1][0])
    path.write_bytes(b"\xff")
    assert "is not UTF-8 text at octet 0" in str(read_rules_file(path)[1][0])


@given(st.lists(rules(), max_size=5, unique_by=lambda rule: rule.name or object()))
def test_what_is_written_as_a_file_is_read_again(tmp_path_factory: pytest.TempPathFactory, written: list) -> None:
    path = tmp_path_factory.mktemp("rules") / "faults.toml"
    path.write_text("\n".join(as_toml(rule) for rule in written), encoding="utf-8")
    found, faults = read_rules_file(path)
    assert faults == []
    assert list(found) == written


# --- in the configuration of a server ---

INLINE = """
[simulator]
rules_file = "faults.toml"
seed = 7

[[simulator.rules]]
name = "a"
number = "852*"
status = "ESME_RSYSERR"
"""
CARRIER = """
[[carriers]]
name = "net-one"
kind = "smpp"
host = "192.0.2.7"
port = 2775
system_id = "x"
password = "secret08"
"""


def faults_of(config: Path, text: str) -> list[str]:
    config.write_text(text)
    with pytest.raises(ConfigurationError) as raised:
        load(config)
    return [str(fault) for fault in raised.value.faults]


def test_rules_of_the_configuration_stand_above_those_of_its_file(path: Path) -> None:
    path.write_text('[[rules]]\nname = "b"\naccept = true\n')
    config = path.parent / "heliograph.toml"
    config.write_text(INLINE)
    simulator = load(config).settings.simulator
    assert (simulator.seed, simulator.rules_file) == (7, path)
    rules = carrier_rules(simulator.rules, simulator.rules_file)
    assert [rule.name for rule in rules] == ["a", "b"]


def test_a_slip_in_either_stops_a_start_and_is_told_by_line(path: Path) -> None:
    config = path.parent / "heliograph.toml"
    path.write_text("[[rules]]\nshare = 2\naccept = true\n")
    assert faults_of(config, INLINE) == [
        f"{path}:2: rules[0].share is 2; it must be a number from 0.000001 to 1, such as 0.3"
    ]
    (said,) = faults_of(config, INLINE.replace("ESME_RSYSERR", "ESME_RSYSER"))
    assert said.startswith(f"{config}:9: simulator.rules[0].status is 'ESME_RSYSER'; it must be the name of a")
    path.write_text('[[rules]]\nname = "a"\naccept = true\n')
    assert "'a' names a rule of [[simulator.rules]] as well" in faults_of(config, INLINE)[0]
    path.unlink()
    assert "cannot be read" in faults_of(config, INLINE)[0]


def test_rules_without_a_carrier_inside_are_warned_of(path: Path) -> None:
    path.write_text("")
    config = path.parent / "heliograph.toml"
    config.write_text(INLINE + CARRIER)
    assert any("simulator is of no effect beside [[carriers]]" in str(one) for one in load(config).warnings)


def test_settings_that_are_shown_can_be_read_again(path: Path) -> None:
    path.write_text("")
    config = path.parent / "heliograph.toml"
    config.write_text(INLINE)
    settings = load(config).settings
    config.write_text(settings_as_toml(settings))
    assert load(config).settings.simulator == settings.simulator
