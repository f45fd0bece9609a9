"""The manual that comes with this version: its pages in Markdown, drawn as HTML.

In a checkout they lie in `docs/`, in an installed package in its folder `manual`. Links between them lead to pages of
the server; links to what is no page here, such as source files, are left as their text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path, PurePosixPath

from markdown_it import MarkdownIt
from markdown_it.token import Token

#: Where the pages stand on the server.
BASE = "/docs"

_PACKAGE = Path(__file__).parent.parent
_PACKED = _PACKAGE / "manual"

#: The name of the page that every change is written on.
CHANGES = "changelog"

_ELSEWHERE = re.compile(r"[a-z]+:", re.ASCII | re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the manual."""

    name: str
    """As in its address: `carriers`, `decisions/0007-failover`; empty for the index."""
    title: str
    html: str
    headings: tuple[tuple[str, str], ...]
    """Anchor and text of each heading of the second level, in order."""
    text: str
    """What is searched: the page as written."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page that a search found, and the line that says why."""

    page: Page
    line: str


class Manual:
    """All pages, read and drawn when they are first asked for."""

    def __init__(self, folder: Path | None = None, changes: Path | None = None) -> None:
        """The pages of `folder`, and one of `changes`; those of this version where nothing is given."""
        checkout = _PACKAGE.parent.parent
        self._folder = folder or (_PACKED if _PACKED.is_dir() else checkout / "docs")
        self._changes = changes or (_PACKED / "changelog.md" if _PACKED.is_dir() else checkout / "CHANGELOG.md")
        self._drawn: dict[str, Page] = {}
        self._markdown = MarkdownIt("commonmark", {"html": False}).enable("table")

    @cached_property
    def _files(self) -> Mapping[str, Path]:
        found = {_name(path.relative_to(self._folder)): path for path in sorted(self._folder.rglob("*.md"))}
        return {**found, CHANGES: self._changes}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all pages."""
        return tuple(self._files)

    def page(self, name: str) -> Page | None:
        """The page of a name; None where there is none."""
        if name not in self._files:
            return None
        if name not in self._drawn:
            self._drawn[name] = self._draw(name, self._files[name].read_text(encoding="utf-8"))
        return self._drawn[name]

    def search(self, words: str, limit: int = 30) -> tuple[Found, ...]:
        """Pages that have all the words, those first that have them in their title."""
        wanted = words.lower().split()
        found = [one for name in self._files if wanted and (one := self._found(name, wanted))]
        found.sort(key=lambda one: not all(word in one.page.title.lower() for word in wanted))
        return tuple(found[:limit])

    def _found(self, name: str, wanted: list[str]) -> Found | None:
        page = self.page(name)
        assert page is not None
        text = page.text.lower()
        if not all(word in text for word in wanted):
            return None
        lines = [line.strip() for line in page.text.splitlines() if any(word in line.lower() for word in wanted)]
        best = max(lines, key=lambda line: sum(word in line.lower() for word in wanted), default="")
        return Found(page, best.lstrip("#|*- ")[:200])

    def _draw(self, name: str, text: str) -> Page:
        tokens = self._markdown.parse(text)
        headings, title = [], name
        for heading, inline in pairwise(tokens):
            if heading.type != "heading_open":
                continue
            said = _TAG.sub("", self._markdown.renderer.render([inline], self._markdown.options, {})).strip()
            anchor = _anchor(inline.content)
            heading.attrSet("id", anchor)
            if heading.tag == "h1":
                title = inline.content.replace("`", "")
            elif heading.tag == "h2":
                headings.append((anchor, said))
        for token in _all(tokens):
            if token.type == "link_open":
                self._lead(token, name)
        html = self._markdown.renderer.render(tokens, self._markdown.options, {})
        return Page(name, title, _scrolling(html), tuple(headings), text)

    def _lead(self, link: Token, name: str) -> None:
        """Make a link between files one between pages; one to no page becomes plain text, as a `span`."""
        target = str(link.attrGet("href") or "")
        if _ELSEWHERE.match(target):
            link.attrSet("rel", "noreferrer")
            return
        path, _, anchor = target.partition("#")
        there = _name(PurePosixPath(_joined(name, path))) if path else name
        if path in ("../CHANGELOG.md", "CHANGELOG.md"):
            there = CHANGES
        if there not in self._files:
            link.attrs.pop("href", None)
            return
        link.attrSet("href", address_of(there) + (f"#{anchor}" if anchor else ""))


def address_of(name: str) -> str:
    """Where a page stands on the server."""
    return f"{BASE}/{name}" if name else BASE


def _name(path: Path | PurePosixPath) -> str:
    """`carriers.md` is `carriers`; a README, and the folder itself, is the folder's page."""
    parts = path.with_suffix("").parts if path.suffix == ".md" else path.parts
    return "/".join(parts[:-1] if parts and parts[-1] == "README" else parts)


def _joined(name: str, path: str) -> str:
    """A relative path as of the page that has it; out of the manual it has no page."""
    folder = name.split("/")[:-1] if name != "decisions" else ["decisions"]
    for part in path.rstrip("/").split("/"):
        if part == "..":
            folder = folder[:-1] if folder else ["..", part]
        elif part != ".":
            folder = [*folder, part]
    return "/".join(folder)


def _anchor(heading: str) -> str:
    """The anchor that links in Markdown mean: lower case, blanks as dashes, no other punctuation."""
    kept = "".join(c for c in heading.lower() if c.isalnum() or c in " -_")
    return kept.strip().replace(" ", "-")


def _all(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        if token.children:
            yield from _all(token.children)


def _scrolling(html: str) -> str:
    """Wide tables and listings scroll by themselves, by keyboard too, and not the page."""
    html = html.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace("</table>", "</table></div>")
    return html.replace("<pre>", '<pre tabindex="0">')
