"""What holds for all tests: nothing outside the tests' own folders is written."""

import os
import tempfile
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def folder_of_configuration() -> Iterator[str]:
    """Servers keep their sealing key in the user's configuration folder; those of tests in one that goes afterwards."""
    with tempfile.TemporaryDirectory(prefix="heliograph-test-config-") as folder:
        before = os.environ.get("XDG_CONFIG_HOME")
        os.environ["XDG_CONFIG_HOME"] = folder
        yield folder
        if before is None:
            del os.environ["XDG_CONFIG_HOME"]
        else:
            os.environ["XDG_CONFIG_HOME"] = before
