"""Without this, a password could end up in a log through the repr of the value that holds it."""

from heliograph.settings import CarrierSettings, Secret
from heliograph.settings.carrier import CarrierKind


def test_a_secret_shows_itself_nowhere_but_in_reveal() -> None:
    secret = Secret("hunter2")
    assert secret.reveal() == "hunter2"
    for shown in (repr(secret), str(secret), f"{secret}", f"{secret!s:>20}", "%s" % secret, repr([secret])):  # noqa: UP031
        assert "hunter2" not in shown
        assert "(hidden)" in shown
    assert repr(Secret()) == "(none)"


def test_secrets_compare_and_count_by_their_text() -> None:
    assert Secret("a") == Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1
    assert Secret("a")
    assert not Secret()


def test_the_settings_of_a_carrier_do_not_show_its_password() -> None:
    carrier = CarrierSettings(
        name="a", kind=CarrierKind.SMPP, host="h", port=1, system_id="s", password=Secret("hunter2")
    )
    assert "hunter2" not in repr(carrier)
