"""If these fail, a stranger binds with a wrong password or from a place that was not allowed, or learns a name."""

import random

import pytest

from heliograph.identity.smpp_credential import SmppCredential, hash_password, is_password, new_password, new_system_id


def made(password: str = "secret08", **changes: object) -> SmppCredential:
    fields = {"system_id": "s", "account": "1", "salt": b"salt", "created": 1, **changes}
    return SmppCredential(**fields, password_hash=hash_password(password, b"salt"))  # type: ignore[arg-type]


def test_only_the_password_is_the_password():
    credential = made()
    assert is_password("secret08", credential)
    for wrong in ("", "secret0", "secret088", "SECRET08"):
        assert not is_password(wrong, credential)
    assert not is_password("secret08", None)


def test_nothing_that_proves_it_is_in_its_text():
    credential = made()
    assert repr(credential.password_hash) not in repr(credential)


@pytest.mark.parametrize(
    ("addresses", "peer", "may"),
    [
        ((), "192.0.2.1", True),
        (("192.0.2.0/24",), "192.0.2.1", True),
        (("192.0.2.0/24",), "::ffff:192.0.2.1", True),
        (("192.0.2.0/24", "2001:db8::/32"), "2001:db8::7", True),
        (("192.0.2.0/24",), "192.0.3.1", False),
        (("192.0.2.0/24",), "2001:db8::7", False),
        (("192.0.2.0/24",), "", False),
    ],
)
def test_where_it_may_bind_from(addresses, peer, may):
    assert made(addresses=addresses).may_bind_from(peer) is may


def test_what_is_made_up_fits_the_fields_of_a_bind():
    choose = random.Random(1).choice
    assert len(new_password(choose)) == 8
    assert len(new_password(choose, 63)) == 63
    assert len(new_system_id(choose)) <= 15
