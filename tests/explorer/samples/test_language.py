"""If this fails, two languages are mixed up in a page, a URL or a zip."""

from pathlib import PurePosixPath

from heliograph.explorer.samples.languages import LANGUAGES


def test_each_has_a_name_for_urls_and_a_title_of_its_own():
    assert all(name == language.name and name.replace("-", "").isalnum() for name, language in LANGUAGES.items())
    assert len({language.title for language in LANGUAGES.values()}) == len(LANGUAGES)


def test_a_file_stays_in_its_project():
    for language in LANGUAGES.values():
        file = PurePosixPath(language.file)
        assert not file.is_absolute()
        assert ".." not in file.parts
        assert language.run
