"""What holds for all tests: nothing outside the tests' own folders is written."""

import os
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import settings

# No test asserts times: a machine that is busy elsewhere for half a second has not broken anything.
settings.register_profile("heliograph", deadline=None)
settings.load_profile("heliograph")


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
