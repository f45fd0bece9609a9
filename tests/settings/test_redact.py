"""Without this, `heliograph check` would show secrets, or settings that nobody could paste back."""

import tomllib
from pathlib import Path

from heliograph.settings import (
    CarrierSettings,
    CredentialSettings,
    LimitSettings,
    Secret,
    SendLimitSettings,
    Settings,
    SignatureSettings,
    TemplateSettings,
    TlsSettings,
)
from heliograph.settings.carrier import CarrierKind
from heliograph.settings.redact import as_toml, redacted
from heliograph.settings.subscription import InboundSettings, SubscriptionSettings

SETTINGS = Settings(
    data=Path('/srv/"quoted"\x7f'),
    access_key_id="LTAI",
    access_key_secret=Secret("one-secret"),
    tls=TlsSettings(cert=Path("/etc/server.crt"), key=Path("/etc/server.key")),
    limits=LimitSettings(
        calls_per_second={"QueryMessage": 5},
        send=SendLimitSettings(countries_denied=("GB", "HK"), price_per_segment={"*": 7, "HK": 5}),
    ),
    carriers=(
        CarrierSettings(
            name="a", kind=CarrierKind.SMPP, host="h", port=1, system_id="s", password=Secret("two-secret")
        ),
        CarrierSettings(
            name="b", kind=CarrierKind.SMPP, host="h", port=1, system_id="s", password=Secret(), tlvs={"0x1400": "1101"}
        ),
    ),
    subscriptions=(SubscriptionSettings(name="s", url="http://h/", secret=Secret("four-secret")),),
    inbound=(InboundSettings(number="10690", account="1"),),
    credentials=(CredentialSettings(access_key_id="x", access_key_secret=Secret("three-secret")),),
    templates=(TemplateSettings(code="SMS_1", content="Your code is ${code}.\n"),),
    signatures=(SignatureSettings(name="阿里云"),),
)


def test_secrets_are_hidden_wherever_they_are() -> None:
    shown = redacted(SETTINGS)
    assert "-secret" not in repr(shown)
    assert shown["access_key_secret"] == "(hidden)"
    assert [carrier["password"] for carrier in shown["carriers"]] == ["(hidden)", ""]


def test_the_text_is_toml_of_the_same_values() -> None:
    assert tomllib.loads(as_toml(SETTINGS)) == said(redacted(SETTINGS))
    assert redacted(SETTINGS)["tls"] == {"cert": "/etc/server.crt", "key": "/etc/server.key"}
    assert "-secret" not in as_toml(SETTINGS)
    assert tomllib.loads(as_toml(Settings())) == said(redacted(Settings()))


def said(table: dict) -> dict:
    """A table without what is empty in it, which is as good as not there."""
    return {
        name: said(value)
        if isinstance(value, dict)
        else [said(one) if isinstance(one, dict) else one for one in value]
        if isinstance(value, list)
        else value
        for name, value in table.items()
        if value not in ({}, [], None)
    }
