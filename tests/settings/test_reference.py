"""Without this, the page on configuration would fall behind the settings."""

import tomllib
from pathlib import Path

import msgspec
import pytest

from heliograph.rules import Rule
from heliograph.settings import load
from heliograph.settings.call_records import CallRecordSettings
from heliograph.settings.carrier import CarrierSettings
from heliograph.settings.keys import keys_of
from heliograph.settings.limits import LimitSettings, OptOutSettings, SendLimitSettings
from heliograph.settings.model import (
    ApiSettings,
    CredentialSettings,
    DeliverySettings,
    LogSettings,
    Settings,
    SimulatorSettings,
    StoreSettings,
    TlsSettings,
)
from heliograph.settings.price import PriceSettings
from heliograph.settings.reference import reference
from heliograph.settings.route import RouteSettings
from heliograph.settings.smpp_in import SmppInSettings
from heliograph.settings.subscription import InboundSettings, PushSettings, SubscriptionSettings
from heliograph.settings.template import SignatureSettings, TemplateSettings

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"
TABLES = [
    Settings,
    TlsSettings,
    LimitSettings,
    SendLimitSettings,
    OptOutSettings,
    ApiSettings,
    StoreSettings,
    DeliverySettings,
    PushSettings,
    SmppInSettings,
    CallRecordSettings,
    LogSettings,
    SimulatorSettings,
    CarrierSettings,
    RouteSettings,
    PriceSettings,
    CredentialSettings,
    InboundSettings,
    SubscriptionSettings,
    TemplateSettings,
    SignatureSettings,
]


def test_the_page_is_current() -> None:
    assert PAGE.read_text() == reference(), "run: python -m heliograph.settings.reference > docs/configuration.md"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_every_key_is_described_and_bounded(table: type[msgspec.Struct]) -> None:
    page = reference()
    assert table.__doc__
    for key in keys_of(table):
        if key.table is None and key.list_of is None:
            assert key.meta.description, f"{table.__name__}.{key.name} has no description"
            assert f"- `{key.name}`" in page
            assert "None" not in key.allowed, f"{table.__name__}.{key.name} has no bounds"
        elif key.list_of is Rule:
            assert f"## `[[simulator.{key.name}]]`" in page
        else:
            assert (key.table or key.list_of) in TABLES


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_every_default_is_within_its_own_bounds(table: type[msgspec.Struct]) -> None:
    for key in keys_of(table):
        if not key.required and key.table is None and key.list_of is None and key.default_text:
            assert key.convert(tomllib.loads(f"x = {key.default_text}")["x"]) == key.default


def test_the_page_on_carriers_says_what_each_of_their_settings_is_for() -> None:
    page = (PAGE.parent / "carriers.md").read_text().split("## Settings by what they are for")[1]
    assert [key.name for key in keys_of(CarrierSettings) if f"`{key.name}`" not in page] == []


def test_the_example_of_the_page_is_a_configuration(tmp_path: Path) -> None:
    for name in ("net-one", "net-two"):
        (tmp_path / f"{name}.password").write_text("secret08")
    path = tmp_path / "heliograph.toml"
    path.write_text(reference().split("```toml\n")[1].split("```")[0])
    assert [carrier.name for carrier in load(path).settings.carriers] == ["net-one", "net-two"]
