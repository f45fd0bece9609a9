"""If these fail, a key that was configured is refused, or an id means two secrets."""

import pytest

from heliograph.identity.credential import Credential
from heliograph.identity.table import CredentialTable

ROOT = Credential("LTAI1", "secret", "1000000000000001")
SESSION = Credential("STS.1", "secret", "1000000000000001", security_token="token")


def test_each_credential_is_found_by_its_id_alone() -> None:
    table = CredentialTable([ROOT, SESSION])
    assert table.find("LTAI1") is ROOT
    assert table.find("STS.1") is SESSION
    assert table.find("ltai1") is None
    assert table.find("") is None
    assert len(table) == 2
    assert list(table) == [ROOT, SESSION]


def test_a_disabled_key_is_still_known() -> None:
    disabled = Credential("LTAI2", "secret", "1000000000000001", active=False)
    assert CredentialTable([disabled]).find("LTAI2") is disabled


def test_one_id_cannot_stand_for_two_secrets() -> None:
    with pytest.raises(ValueError, match="LTAI1"):
        CredentialTable([ROOT, Credential("LTAI1", "other", "2")])
