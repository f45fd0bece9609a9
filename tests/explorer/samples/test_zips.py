"""If this fails, a project that a person downloads does not build, or does not send what it says.

One project of each language that builds from a cache; `make samples` does all, and those that install for longer.
"""

from pathlib import Path

import pytest

from explorer.samples.cases import cases
from explorer.samples.executing import running
from explorer.samples.installing import needs
from explorer.samples.zips import EXECUTED, run_zip
from heliograph.explorer.samples.curl import CURL
from heliograph.explorer.samples.go import GO
from heliograph.explorer.samples.java import JAVA
from heliograph.explorer.samples.language import Language

TOOLS = {JAVA: ("mvn", "javac"), GO: ("go",), CURL: ("curl", "openssl")}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", TOOLS, ids=lambda language: language.name)
def test_a_project_does_what_its_readme_says(language: Language, tmp_path: Path):
    needs(*TOOLS[language])
    (tmp_path / "server").mkdir()
    with running(tmp_path / "server") as server:
        case = next(one for one in cases(server.message_id) if one.name == "send")
        assert run_zip(language, case, server, tmp_path / "project") == ""


def test_all_languages_that_are_executed_are_in_the_long_form():
    assert set(TOOLS) <= set(EXECUTED)
