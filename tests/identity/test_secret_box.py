"""If this fails, a subscriber's pushes carry signatures that it cannot verify."""

import pytest

from heliograph.identity.secret_box import OpenBox, SecretBox


def test_what_is_sealed_is_opened_and_nothing_else():
    box: SecretBox = OpenBox()
    assert box.open(box.seal(b"a secret", b"here"), b"here") == b"a secret"
    for sealed in (b"v1:something", box.seal(b"a secret", b"there")):
        with pytest.raises(ValueError, match="sealed"):
            box.open(sealed, b"here")
