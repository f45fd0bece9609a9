"""If these fail, a secret shows in a log line, or a half-made key signs requests."""

import pytest

from heliograph.identity.credential import Credential, root_principal


def test_neither_secret_nor_token_shows_when_it_is_printed() -> None:
    credential = Credential("LTAI1", "very-secret", "1000000000000001", security_token="tell-nobody")
    assert "very-secret" not in repr(credential)
    assert "tell-nobody" not in repr(credential)
    assert "LTAI1" in repr(credential)


@pytest.mark.parametrize(("access_key_id", "secret"), [("", "s"), ("k", "")])
def test_a_credential_has_an_id_and_a_secret(access_key_id: str, secret: str) -> None:
    with pytest.raises(ValueError, match="neither of them empty"):
        Credential(access_key_id, secret, "1")


def test_the_account_itself_acts_as_its_root() -> None:
    assert root_principal("1000000000000001") == "acs:ram::1000000000000001:root"
