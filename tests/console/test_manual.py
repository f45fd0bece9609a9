"""If this fails, a page of the manual is missing, leads nowhere, or shows what somebody wrote as markup."""

import re
from pathlib import Path

import pytest

from heliograph.console.manual import CHANGES, Manual

MANUAL = Manual()
ROOT = Path(__file__).parent.parent.parent


def test_every_page_of_the_folder_is_in_it():
    files = {str(p.relative_to(ROOT / "docs")) for p in (ROOT / "docs").rglob("*.md")}
    assert len(MANUAL.names) == len(files) + 1
    assert {"", "carriers", "decisions", "decisions/0007-failover", CHANGES} <= set(MANUAL.names)


def anchors(html: str) -> set[str]:
    return set(re.findall(r'<h\d id="([^"]*)"', html))


@pytest.mark.parametrize("name", MANUAL.names)
def test_every_link_leads_to_a_page_and_a_heading_of_it(name: str):
    page = MANUAL.page(name)
    assert page is not None
    for target in re.findall(r'<a href="(/[^"]*)"', page.html):
        path, _, anchor = target.partition("#")
        there = MANUAL.page(path.removeprefix("/docs").lstrip("/"))
        assert there is not None, target
        assert not anchor or anchor in anchors(there.html), target


@pytest.mark.parametrize("name", MANUAL.names)
def test_no_link_is_relative_to_a_file(name: str):
    page = MANUAL.page(name)
    assert page is not None
    assert re.findall(r'<a href="(?!/|https?:|#|mailto:)[^"]*"', page.html) == []


def test_markup_in_a_page_is_text(tmp_path: Path):
    (tmp_path / "a.md").write_text("# A <b>\n\n<script>alert(1)</script> [x](javascript:alert(1)) `<i>`\n")
    page = Manual(tmp_path, tmp_path / "a.md").page("a")
    assert page is not None
    assert "<script>" not in page.html
    assert 'href="javascript' not in page.html
    assert "&lt;i&gt;" in page.html


def test_a_link_to_what_is_no_page_stays_as_its_text(tmp_path: Path):
    (tmp_path / "a.md").write_text("# A\n\n[code](../src/x.py) [out](../../b.md) [here](#a)\n")
    page = Manual(tmp_path, tmp_path / "a.md").page("a")
    assert page is not None
    assert "<a>code</a> <a>out</a>" in page.html
    assert '<a href="/docs/a#a">here</a>' in page.html


def test_a_search_finds_all_words_and_titles_first():
    found = MANUAL.search("magic numbers")
    assert found[0].page.name == "magic-numbers"
    assert all("magic" in one.page.text.lower() and "numbers" in one.page.text.lower() for one in found)
    assert MANUAL.search("nosuchwordanywhere") == ()
    assert MANUAL.search("   ") == ()
