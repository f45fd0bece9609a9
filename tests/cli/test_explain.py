"""Without this, somebody with a code in a log would not learn what it means without a server at hand."""

import json
from pathlib import Path

import pytest
from command_and_server import run

from heliograph.sms.codes import CODES, KINDS, explain


def test_a_code_is_explained_with_what_to_do(tmp_path: Path) -> None:
    done = run("explain", "SignatureNonceUsed", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    [row] = explain("SignatureNonceUsed")
    for said in ("SignatureNonceUsed", KINDS["gateway"], "400", row.message, row.advice, row.source):
        assert said in done.stdout
    assert "SMPP number" not in done.stdout


def test_every_meaning_of_a_code_is_told(tmp_path: Path) -> None:
    done = run("explain", "NoPermission", cwd=tmp_path)
    assert done.stdout.count("Code         NoPermission\n") == len(explain("NoPermission")) == 4
    assert all(row.message in done.stdout for row in CODES if row.code == "NoPermission")


@pytest.mark.parametrize("code", ["MissingTo", "ESME_RINVDSTADR", "UNDELIV", "RequestBodyTooLarge", "OK"])
def test_a_program_reads_objects(tmp_path: Path, code: str) -> None:
    done = run("explain", "--json", code, cwd=tmp_path)
    [first, *_] = json.loads(done.stdout)
    [row, *_] = explain(code)
    assert first == {
        "code": code,
        "kind": row.kind,
        "where": KINDS[row.kind],
        "status": row.status,
        "smpp": row.smpp,
        "meaning": row.message,
        "advice": row.advice,
        "source": row.source,
    }


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("signaturenonceused", "no code 'signaturenonceused' is known; did you mean SignatureNonceUsed?"),
        ("XYZZY", "no code 'XYZZY' is known.\n"),
        ("\x1b[2J", "no code '�[2J' is known"),
    ],
)
def test_an_unknown_code_is_status_8_and_the_nearest_is_offered(tmp_path: Path, code: str, says: str) -> None:
    done = run("explain", code, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (8, "")
    assert says in done.stderr
    assert "?." not in done.stderr
