"""Credentials that show in a text end up in a log."""

from heliograph.carriers.smpp_settings import SmppSettings


def test_credentials_show_in_no_text() -> None:
    shown = repr(SmppSettings(name="c", host="h", port=2775, system_id="customer", password="hunter2"))
    assert "customer" not in shown
    assert "hunter2" not in shown
    assert "2775" in shown
