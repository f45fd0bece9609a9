"""If this fails, a reader of Chinese meets English in the middle of a page, or a translation lost its values."""

import ast
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

import heliograph.console
from heliograph.console.terms import TERMS
from heliograph.console.words import CHINESE, ENGLISH, preferred, words

CONSOLE = Path(heliograph.console.__file__).parent


def said_in_templates() -> dict[str, str]:
    """Each text that a template gives to `_`, and where."""
    said = {}
    for file in CONSOLE.glob("templates/**/*.html"):
        for call in Environment().parse(file.read_text(encoding="utf-8")).find_all(nodes.Call):
            named = isinstance(call.node, nodes.Name) and call.node.name == "_"
            if named and isinstance(call.args[0], nodes.Const):
                said[call.args[0].value] = file.name
    return said


def said_in_python() -> dict[str, str]:
    """Each text given to `say` or `term`, or as the title of a page."""
    said = {}
    for file in CONSOLE.glob("**/*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = [node.args[0]] if name in ("say", "term") else []
            given += [k.value for k in node.keywords if k.arg == "title" and name in ("page", "render")]
            said.update({g.value: file.name for g in given if isinstance(g, ast.Constant)})
    return said


def said() -> dict[str, str]:
    return {**said_in_templates(), **said_in_python(), **dict.fromkeys(TERMS, "terms.py")}


def test_every_text_is_said_in_chinese():
    catalogue = words(CHINESE).catalogue
    missing = {text: where for text, where in said().items() if text not in catalogue}
    assert not missing, "write each into a file of words/zh-CN"


def test_no_translation_is_left_over():
    assert not set(words(CHINESE).catalogue) - set(said()), "nothing says these any more"


def test_a_text_is_translated_once():
    seen: dict[str, str] = {}
    for file in files("heliograph.console").joinpath("words", CHINESE).iterdir():
        for text in tomllib.loads(file.read_text(encoding="utf-8")):
            assert text not in seen, f"{text!r} is in {seen[text]} and in {file.name}"
            seen[text] = file.name


@pytest.mark.parametrize("text", sorted(text for text in said() if "{" in text))
def test_a_translation_keeps_its_values(text: str):
    assert set(re.findall(r"\{(\w+)\}", words(CHINESE)(text))) == set(re.findall(r"\{(\w+)\}", text))


def test_a_text_with_values_is_filled():
    assert words(CHINESE)("Theme: {name}", name="x") == "主题:x"
    assert words(ENGLISH)("Theme: {name}", name="x") == "Theme: x"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", ENGLISH),
        ("de", ENGLISH),
        ("zh-CN,zh;q=0.9,en;q=0.8", CHINESE),
        ("zh", CHINESE),
        ("en-GB,zh;q=0.9", ENGLISH),
        ("de, zh;q=0.5, en;q=0.4", CHINESE),
        ("zh;q=0, en", ENGLISH),
        ("zh;q=nonsense", ENGLISH),
    ],
)
def test_the_browser_says_which_language(header: str, language: str):
    assert preferred(header) == language
