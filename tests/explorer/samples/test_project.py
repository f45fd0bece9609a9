"""If this fails, a project that was downloaded does not unpack, or differs from the one downloaded before."""

import io
import re
import zipfile

import pytest

from explorer.samples.cases import OPERATIONS
from heliograph.explorer.samples.language import Language
from heliograph.explorer.samples.languages import LANGUAGES, sample
from heliograph.explorer.samples.project import files, folder, project
from heliograph.explorer.samples.target import Protocol, Target

TARGET = Target("127.0.0.1:8080", Protocol.HTTP)
SEND = OPERATIONS["SendMessageToGlobe"]
VALUES = {"To": "12025550160", "Message": "Hello 你好"}

every_language = pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.name)


@every_language
def test_a_zip_has_the_sample_and_how_to_run_it(language: Language):
    with zipfile.ZipFile(io.BytesIO(project(SEND, VALUES, language, TARGET))) as archive:
        assert archive.testzip() is None
        found = {name: archive.read(name).decode() for name in archive.namelist()}
    inside = folder(SEND, language)
    assert all(name.startswith(f"{inside}/") for name in found)
    assert found[f"{inside}/{language.file}"] == sample(SEND, VALUES, language, TARGET).code
    assert all(f"    {command}\n" in found[f"{inside}/README.md"] for command in language.run)


@every_language
def test_the_same_call_is_the_same_octets(language: Language):
    assert project(SEND, VALUES, language, TARGET) == project(SEND, dict(reversed(VALUES.items())), language, TARGET)


def test_a_script_can_be_run():
    with zipfile.ZipFile(io.BytesIO(project(SEND, VALUES, LANGUAGES["curl"], TARGET))) as archive:
        modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
    assert modes == {"SendMessageToGlobe-curl/README.md": 0o644, "SendMessageToGlobe-curl/call.sh": 0o755}


@every_language
def test_nothing_says_where_packages_come_from(language: Language):
    for text in files(SEND, VALUES, language, TARGET).values():
        assert not re.search(r"index-url|registry|repositor(y|ies)>|resolved|proxy", text)


@every_language
def test_packages_are_pinned(language: Language):
    found = files(OPERATIONS["ListMessages"], {}, language, TARGET)
    for line in found.get("requirements.txt", "").splitlines():
        assert re.fullmatch(r"[a-z0-9-]+==[0-9.]+", line)
