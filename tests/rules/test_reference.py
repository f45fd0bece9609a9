"""Without this, the page on the keys of rules would fall behind the language."""

from pathlib import Path

from heliograph.rules.carrier import CARRIER
from heliograph.rules.kinds import Choice, Choices
from heliograph.rules.reference import reference

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_is_current() -> None:
    assert PAGE.read_text() == reference(), "run: python -m heliograph.rules.reference > docs/rules.md"


def test_every_key_and_every_word_stands_there() -> None:
    page = reference()
    for subject in CARRIER.subjects:
        for key in subject.keys:
            assert f"| `{key.name}` |" in page
            if isinstance(key.kind, Choice | Choices):
                assert all(f"| `{word}` | {says} |" in page for word, says in key.kind.words.items())
