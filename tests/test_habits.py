"""The habits of the code, checked: what a reader relies on without looking."""

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from heliograph.identity.conditions import COMMON_KEYS, EXTERNAL_ID, OPERATORS
from heliograph.identity.system_policies import SYSTEM_POLICIES

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "heliograph"
MODULES = sorted(SOURCE.rglob("*.py"))

#: What the domain may take from outside: values and text, never a clock, a socket or a die.
IMPURE = {
    "asyncio",
    "socket",
    "time",
    "random",
    "secrets",
    "os",
    "sqlite3",
    "threading",
    "logging",
    "structlog",
}


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def imported(path: Path) -> set[str]:
    """The top-level packages that a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_begins_by_saying_what_it_is(path: Path):
    said = ast.get_docstring(ast.parse(path.read_text()))
    assert said, "a newcomer reads the first sentence before anything else"
    assert len(said.splitlines()[0]) <= 120


@pytest.mark.parametrize("path", [p for p in MODULES if "sms" in p.relative_to(SOURCE).parts], ids=name_of)
def test_the_domain_reads_no_clock_and_throws_no_dice(path: Path):
    assert not imported(path) & IMPURE, "times and random numbers are passed in, so that a seed replays"
    assert not re.search(r"\.(now|utcnow|today)\(", path.read_text())


POLICY_LANGUAGE = [
    SOURCE / "identity" / name
    for name in (
        *("wildcards.py", "arn.py", "conditions.py", "policy.py", "grammar.py", "trusted.py", "decision.py"),
        *("prepared.py", "principal.py", "evaluate.py", "system_policies.py", "denial.py"),
    )
]


@pytest.mark.parametrize("path", POLICY_LANGUAGE, ids=name_of)
def test_the_policy_evaluator_reads_no_clock_and_throws_no_dice(path: Path):
    assert not imported(path) & IMPURE, (
        "the time and the caller's address are in the request, so that it can be replayed"
    )
    assert not re.search(r"\.(now|utcnow|today)\(", path.read_text())


def test_every_operator_key_and_system_policy_is_explained_to_operators():
    page = (ROOT / "docs" / "policies.md").read_text()
    assert [name for name in (*OPERATORS, *COMMON_KEYS, EXTERNAL_ID, *SYSTEM_POLICIES) if f"`{name}`" not in page] == []


def test_nothing_is_left_unfinished():
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError")
    found = [
        f"{name_of(p)}: {line.strip()}" for p in MODULES for line in p.read_text().splitlines() if marks.search(line)
    ]
    assert found == []


def test_every_metric_is_explained_to_operators():
    names = {n for p in MODULES for n in re.findall(r'"(heliograph_[a-z_]+)"', p.read_text())}
    names -= {"heliograph_session"}
    page = (ROOT / "docs" / "metrics.md").read_text()
    assert sorted(n for n in names if f"`{n}`" not in page) == []


def test_every_link_of_the_documents_leads_somewhere():
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text()):
            if not target.startswith(("http:", "https:")):
                assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_map_names_files_that_are_there():
    text = (ROOT / "ARCHITECTURE.md").read_text()
    for name in re.findall(r"`([a-z_0-9]+(?:/[a-z_0-9]+)*(?:\.py|/))`", text):
        if not name.startswith(("tests/", "docs/")):
            assert (SOURCE / name).exists(), f"ARCHITECTURE.md names {name}"


def _rooms() -> set[str]:
    rooms = {path.stem for path in SOURCE.glob("*.py")} | {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    return rooms - {"__init__", "__main__"}


#: What every room may import, but those three that import nothing of ours.
OPEN_TO_ALL = {"telemetry"}


@pytest.mark.parametrize(
    "contract",
    tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"],
    ids=lambda contract: contract["name"],
)
def test_a_rooms_contract_names_every_other_room_and_module(contract: dict[str, Any]) -> None:
    room, _, allowed = contract["name"].partition(" imports ")
    may = set() if allowed == "nothing of ours" else set(allowed.split(", ")) | OPEN_TO_ALL
    forbidden = {name.removeprefix("heliograph.") for name in contract["forbidden_modules"]}
    assert _rooms() - forbidden - OPEN_TO_ALL - {room} == may - OPEN_TO_ALL, "a new module is closed to all"


def test_no_two_decisions_have_one_number() -> None:
    notes = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("0*.md"))
    assert [int(name[:4]) for name in notes] == list(range(1, len(notes) + 1))
    for name in notes:
        first = (ROOT / "docs" / "decisions" / name).read_text().splitlines()[0]
        assert first.startswith(f"# {int(name[:4])}. ")
