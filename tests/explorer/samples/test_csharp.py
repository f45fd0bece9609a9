"""If this fails, a sample is not C#, or a text reaches a program as something else."""

import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis.strategies import lists

from explorer.samples.cases import OPERATIONS, cases
from explorer.samples.golden import TARGET
from explorer.samples.installing import needs
from explorer.samples.texts import ANY_TEXT
from heliograph.explorer.samples.csharp import CSHARP, literal
from heliograph.explorer.samples.languages import sample

_PROGRAM = """
public static class Texts
{
    public static void Main()
    {
        var octets = new System.Text.UTF8Encoding(false).GetBytes(string.Concat(new string[] { TEXTS }));
        System.Console.OpenStandardOutput().Write(octets, 0, octets.Length);
    }
}
"""


def read(texts: list[str]) -> list[str]:
    """The texts, once they have been literals of a program."""
    with tempfile.TemporaryDirectory() as folder:
        source, program = Path(folder, "texts.cs"), Path(folder, "texts.exe")
        source.write_text(_PROGRAM.replace("TEXTS", ", ".join(f'{literal(text)}, "\\0"' for text in texts)))
        subprocess.run(["mcs", "-nologo", "-codepage:utf8", f"-out:{program}", source], capture_output=True, check=True)
        done = subprocess.run(["mono", program], capture_output=True, check=True)
    return done.stdout.decode().split("\0")[:-1]


@pytest.mark.timeout(300)
@settings(max_examples=5, deadline=None)
@given(lists(ANY_TEXT, min_size=30, max_size=60))
def test_a_literal_is_its_text(texts: list[str]):
    needs("mcs", "mono")
    assert all(literal(text).isprintable() for text in texts)
    assert read(texts) == texts


def test_every_case_is_csharp(tmp_path: Path):
    """All in one file, each in a namespace of its own."""
    needs("mcs")
    codes = [sample(case.operation, case.values, CSHARP, TARGET).code for case in cases("1")]
    path = tmp_path / "samples.cs"
    path.write_text("".join(f"namespace Case{number}\n{{\n{code}}}\n" for number, code in enumerate(codes)))
    done = subprocess.run(["mcs", "--parse", "-codepage:utf8", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"


def test_marks_of_direction_go_where_no_url_loses_them():
    send = OPERATIONS["SendMessageToGlobe"]
    plain = sample(send, {"To": "1", "Message": "שלום"}, CSHARP, TARGET).code
    marked = sample(send, {"To": "1", "Message": "\u200fשלום"}, CSHARP, TARGET).code
    assert "Query = new" in plain
    assert "Body" not in plain.replace("ReqBodyType", "").replace("BodyType", "").replace('["body"]', "")
    assert "Query = new" not in marked
    assert "Body = new Dictionary<string, object>" in marked
