"""Without this, a fault in the configuration would name the wrong line, or none."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.settings.toml_lines import KeyPath, key_lines, line_of

CAREFUL = """\
# a comment with [brackets] and = signs
title = "one # no comment"   # but this is
"quoted key" = 'it\\s'
dotted.inside . deep = 1

[limits]  # tables
calls_per_second = { SendMessageToGlobe = 10, "QueryMessage" = { a = [1, 2] } }

[[carriers]]
name = "first"
text = \"\"\"
[[carriers]]
name = "no key"
\\\"\"\" still inside \"\"\"\"\"
literal = '''
port = 1
'''
port = 1
  [carriers.tls]
  verify = true
  [[carriers.hosts]]
  at = 1
  [[carriers.hosts]]
  at = 2
[[ carriers ]]
name = "second"
[[carriers.hosts]]
at = 3
[last]
list = [
  # nothing here
  "a", [1,
  2],
  { x = 1, y = '}' },
]
after = 1"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("quoted key",), 3),
        (("dotted",), 4),
        (("dotted", "inside", "deep"), 4),
        (("limits",), 6),
        (("limits", "calls_per_second"), 7),
        (("limits", "calls_per_second", "QueryMessage", "a", 1), 7),
        (("carriers",), 9),
        (("carriers", 0), 9),
        (("carriers", 0, "name"), 10),
        (("carriers", 0, "text"), 11),
        (("carriers", 0, "literal"), 15),
        (("carriers", 0, "port"), 18),
        (("carriers", 0, "tls", "verify"), 20),
        (("carriers", 0, "hosts", 0, "at"), 22),
        (("carriers", 0, "hosts", 1, "at"), 24),
        (("carriers", 1), 25),
        (("carriers", 1, "name"), 26),
        (("carriers", 1, "hosts", 0, "at"), 28),
        (("last", "list", 0), 32),
        (("last", "list", 1), 32),
        (("last", "list", 1, 1), 33),
        (("last", "list", 2, "y"), 34),
        (("last", "after"), 36),
    ],
)
def test_each_key_has_its_line(path: KeyPath, line: int) -> None:
    tomllib.loads(CAREFUL)
    assert key_lines(CAREFUL)[path] == line


def test_a_missing_key_is_at_the_header_of_its_table() -> None:
    lines = key_lines(CAREFUL)
    assert line_of(lines, ("carriers", 1, "password")) == 25
    assert line_of(lines, ("limits", "nothing", 0, "deeper")) == 6
    assert line_of(lines, ("nowhere",)) == 0


def test_a_table_written_after_its_own_child_is_at_its_own_header() -> None:
    lines = key_lines("[a.b]\nx = 1\n[a]\ny = 2\n")
    assert (lines["a",], lines["a", "b"], lines["a", "y"]) == (3, 1, 4)


def test_escapes_in_a_quoted_key_are_read() -> None:
    assert key_lines('"a\\u00e9\\"\\t\\U0001F600" = 1') == {('aé"\t\U0001f600',): 1}


# Documents with every way of writing a key and a value, each key on a line of its own that carries its number.
KEYS = st.one_of(
    st.from_regex(r"[A-Za-z0-9_-]{1,6}", fullmatch=True),
    st.text(st.characters(codec="utf-8", exclude_characters="\\\"'\n\r", exclude_categories=("Cc",)), max_size=5).map(
        lambda text: f'"{text}"'
    ),
    st.text(st.sampled_from("ab .#=[]"), max_size=4).map(lambda text: f"'{text}'"),
)
SCALARS = st.one_of(
    st.integers(-(2**40), 2**40).map(str),
    st.sampled_from(["true", "1.5", "1979-05-27T07:32:00Z", "07:32:00", "inf", "0x1F", '""', "''"]),
    st.text(st.sampled_from("ab #=[]{},'."), max_size=8).map(lambda text: f'"{text}"'),
    st.text(st.sampled_from('ab #=[]{},"\n'), max_size=8)
    .filter(lambda text: "'''" not in text)
    .map(lambda text: f"'''{text}'''"),
    st.text(st.sampled_from("ab #=[]\n"), max_size=8).map(lambda text: f'"""{text}\\n\\"x"""'),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3).map(lambda items: "[\n" + ", # one\n".join(items) + "\n]"),
    max_leaves=5,
)
LINES = st.one_of(
    st.tuples(st.lists(KEYS, min_size=1, max_size=2), VALUES).map(lambda pair: f"{' . '.join(pair[0])} = {pair[1]}"),
    st.lists(KEYS, min_size=1, max_size=3).map(lambda parts: f"[{'.'.join(parts)}]"),
    st.lists(KEYS, min_size=1, max_size=3).map(lambda parts: f"[[{'.'.join(parts)}]] # more"),
    st.tuples(KEYS, KEYS, SCALARS.filter(lambda text: "\n" not in text)).map(
        lambda three: f"{three[0]} = {{ {three[1]} = {three[2]}, 'z z' = 1 }}"
    ),
)


def leaves(value: object, at: KeyPath = ()) -> set[KeyPath]:
    """Every path of a parsed document."""
    inner: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return {at} - {()} | {path for part, below in inner for path in leaves(below, (*at, part))}


@given(st.lists(LINES, max_size=8))
def test_it_finds_exactly_the_keys_that_the_parser_finds(statements: list[str]) -> None:
    """Statements that make the document illegal are left out, one by one, as they come."""
    text = ""
    starts: list[int] = []
    for statement in statements:
        grown = f"{text}{statement}\n"
        try:
            tomllib.loads(grown)
        except tomllib.TOMLDecodeError:
            continue
        starts.append(text.count("\n") + 1)
        text = grown
    lines = key_lines(text)
    assert set(lines) == leaves(tomllib.loads(text))
    ends = text.count("\n") + 1
    assert all(1 <= line <= ends for line in lines.values())
    # Outside of lists, a key's line is one where a statement begins.
    assert all(line in starts for path, line in lines.items() if not any(isinstance(part, int) for part in path))
