"""If this fails, a sample cannot call a server whose certificate is its own, or a page tells a wrong variable."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from certificates import Pair, make_pair
from explorer.samples.cases import OPERATIONS
from explorer.samples.executing import ENVIRONMENT
from heliograph.explorer.samples.curl import CURL
from heliograph.explorer.samples.language import Language
from heliograph.explorer.samples.languages import sample
from heliograph.explorer.samples.python import PYTHON, PYTHON_ASYNC
from heliograph.explorer.samples.target import Protocol, Target
from processes import Server

DOCUMENT = Path(__file__).parents[3] / "docs" / "samples.md"

CONFIG = """
[tls]
cert = "server.crt"
key = "server.key"
"""


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Target, Pair]]:
    folder = tmp_path_factory.mktemp("tls")
    pair = make_pair(folder, "server")
    with Server(folder, config=CONFIG) as server:
        yield Target(server.endpoint, Protocol.HTTPS), pair
        server.stop()


@pytest.mark.parametrize(
    ("language", "command", "variable"),
    [
        (PYTHON, sys.executable, "SSL_CERT_FILE"),
        (PYTHON_ASYNC, sys.executable, "SSL_CERT_FILE"),
        (CURL, "bash", "CURL_CA_BUNDLE"),
    ],
    ids=lambda one: one.name if isinstance(one, Language) else "",
)
def test_a_certificate_of_ones_own_is_trusted_by_a_variable(
    tls: tuple[Target, Pair], language: Language, command: str, variable: str, tmp_path: Path
):
    target, pair = tls
    path = tmp_path / language.file
    path.write_text(sample(OPERATIONS["GetCallerIdentity"], {}, language, target).code)
    environment = {**ENVIRONMENT, variable: str(pair.cert)}
    done = subprocess.run([command, path], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["IdentityType"] == "Account"
    assert f"`{variable}`" in DOCUMENT.read_text()
    refused = subprocess.run([command, path], capture_output=True, text=True, env=ENVIRONMENT, check=False)
    assert refused.returncode != 0, "without it, the certificate is checked and refused"
