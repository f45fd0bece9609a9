"""If this fails, the cloud's command line is called with something else than what was given."""

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings

from explorer.samples.cases import BITES, OPERATIONS
from explorer.samples.texts import ANY_TEXT
from heliograph.explorer.samples.aliyun import ALIYUN
from heliograph.explorer.samples.languages import sample
from heliograph.explorer.samples.target import Protocol, Target, cloud

HERE = Target("127.0.0.1:8080", Protocol.HTTP)
SEND = OPERATIONS["SendMessageToGlobe"]


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an `aliyun` that tells its words."""
    folder = tmp_path_factory.mktemp("bin")
    (folder / "aliyun").write_text("#!/usr/bin/env bash\nprintf '%s\\0' \"$@\"\n")
    (folder / "aliyun").chmod(0o755)
    return folder


def words_of(code: str, stand_in: Path) -> list[str]:
    environment = {"PATH": f"{stand_in}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(["bash", "-c", code], capture_output=True, check=True, env=environment)
    return done.stdout.decode().split("\0")[:-1]


def read(words: Iterable[str]) -> tuple[list[str], dict[str, str]]:
    """The words and the flags, as aliyun-cli 3.4.11 parses them."""
    plain: list[str] = []
    flags: dict[str, str] = {}
    waiting = ""
    for word in words:
        name, equals, value = word.partition("=")
        if word.startswith("--") and not word.startswith("---"):
            flags[name], waiting = value, "" if equals else name
        elif waiting:
            flags[waiting], waiting = word, ""
        else:
            plain.append(word)
    return plain, flags


def parameters(values: dict[str, str], stand_in: Path) -> dict[str, str]:
    flags = read(words_of(sample(SEND, values, ALIYUN, HERE).code, stand_in))[1]
    return {name[2:]: text for name, text in flags.items() if name[2].isupper()}


@settings(deadline=None)
@given(ANY_TEXT)
def test_a_value_is_one_word_of_the_call(stand_in: Path, text: str):
    assert parameters({"To": "1", "Message": text, "TaskId": ""}, stand_in) == {
        "To": "1",
        "Message": text,
        "TaskId": "",
    }


@pytest.mark.parametrize("text", BITES.values(), ids=BITES)
def test_a_text_that_bites_is_one_word_too(stand_in: Path, text: str):
    assert parameters({"Message": text}, stand_in) == {"Message": text}


def test_a_product_is_called_by_a_name_that_lets_its_version_pass(stand_in: Path):
    words = words_of(sample(SEND, {"To": "1"}, ALIYUN, HERE).code, stand_in)
    plain, flags = read(words)
    assert plain == ["dysms", "SendMessageToGlobe"]
    assert "--insecure" in flags
    assert (flags["--endpoint"], flags["--version"]) == (HERE.endpoint, "2018-05-01")


def test_the_cloud_is_asked_over_tls(stand_in: Path):
    target = cloud("Ram")
    assert target is not None
    plain, flags = read(words_of(sample(OPERATIONS["ListUsers"], {}, ALIYUN, target).code, stand_in))
    assert plain == ["ram", "ListUsers"]
    assert flags["--secure"] == ""
    assert "--insecure" not in flags
