"""The lines in which two samples of one call differ, for pages that mark them."""

from difflib import SequenceMatcher


def marked_lines(code: str, other: str) -> tuple[tuple[str, bool], ...]:
    """The lines of `code`, each with whether `other` has none like it in its place."""
    lines = code.rstrip("\n").split("\n")
    same = SequenceMatcher(None, lines, other.rstrip("\n").split("\n"), autojunk=False)
    kept = {at + i for at, _, size in same.get_matching_blocks() for i in range(size)}
    return tuple((line, i not in kept) for i, line in enumerate(lines))
