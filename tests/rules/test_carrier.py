"""If this fails, the manual of rules shows an example that no rule takes, or a word without its meaning."""

import pytest

from heliograph.rules import Key, Subject, read_line
from heliograph.rules.carrier import CARRIER, RECEIPT_WORDS, Status
from heliograph.rules.kinds import Truth
from heliograph.sms.command_status import STATUSES, status_of

KEYS = [(subject, key) for subject in CARRIER.subjects for key in subject.keys]


@pytest.mark.parametrize(("subject", "key"), KEYS, ids=lambda value: value.name)
def test_every_example_is_one(subject: Subject, key: Key) -> None:
    said = key.name if isinstance(key.kind, Truth) else f"{key.name}={key.example}"
    if key.name == "reply_delay":
        said += " reply=STOP"
    more = "" if key in subject.behaviours else " accept"
    rule = read_line(f"on={subject.name} {said}{more}", CARRIER)
    assert key.name in rule.values
    assert key.says


@pytest.mark.parametrize("value", [value for value in STATUSES if value] + [0x401, 0xFFFFFFFF])
def test_every_status_is_known_by_name_and_number(value: int) -> None:
    status = Status()
    name = status_of(value).name
    assert {status.read(name), status.read(value), status.read(str(value)), status.read(f"0x{value:x}")} == {value}
    assert status.write(value) == name


def test_no_key_means_two_things() -> None:
    for subject in CARRIER.subjects:
        names = [key.name for key in subject.keys]
        assert len(set(names)) == len(names)
    assert "DELIVRD" in RECEIPT_WORDS
