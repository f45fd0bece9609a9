"""If these fail, a reload drops a link for nothing, keeps one that must be made anew, or misses a change."""

from typing import Any

import msgspec
import pytest

from heliograph.settings import CarrierSettings, RouteSettings, Secret, Settings
from heliograph.settings.carrier import CarrierKind
from heliograph.settings.changes import LIVE_CARRIER_KEYS, CarrierChanges, carrier_changes, changed_keys, keeping
from heliograph.settings.keys import keys_of
from heliograph.settings.limits import LimitSettings, SendLimitSettings
from heliograph.settings.model import ApiSettings

#: What a link has from its beginning: where it leads, who binds, as what, and how often.
FROM_THE_BEGINNING = {
    "name",
    "kind",
    "host",
    "port",
    "system_id",
    "password",
    "system_type",
    "bind",
    "sessions",
    "receiver_sessions",
    "tls",
    "tls_ca",
    "tls_cert",
    "tls_key",
    "tls_server_name",
}


def carrier(name: str = "one", **changes: Any) -> CarrierSettings:
    made = CarrierSettings(
        name=name, kind=CarrierKind.SMPP, host="h", port=1, system_id="s", password=Secret("p"), sender="A"
    )
    return msgspec.structs.replace(made, **changes)


def test_it_was_decided_of_every_setting_of_a_carrier_whether_a_link_takes_it_up() -> None:
    names = {key.name for key in keys_of(CarrierSettings)}
    assert names - LIVE_CARRIER_KEYS == FROM_THE_BEGINNING
    assert names >= LIVE_CARRIER_KEYS


def test_what_differs_is_named_by_table_and_key() -> None:
    before = Settings(port=1, access_key_secret=Secret("a"))
    after = Settings(
        port=2,
        access_key_secret=Secret("b"),
        api=ApiSettings(allow_mainland=True),
        limits=LimitSettings(send=SendLimitSettings(recipient_per_minute=1)),
        carriers=(carrier(),),
        routes=(RouteSettings(name="r", carriers={"one": 1}),),
    )
    assert changed_keys(before, before) == ()
    found = changed_keys(before, after)
    assert found == ("port", "access_key_secret", "limits.send", "api.allow_mainland", "carriers", "routes")
    kept = keeping(after, before, ("port", "access_key_secret", "api.allow_mainland"))
    assert changed_keys(before, kept) == ("limits.send", "carriers", "routes")
    assert keeping(after, before, found) == before


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ([carrier()], [carrier()], CarrierChanges()),
        ([carrier()], [carrier(), carrier("two")], CarrierChanges(new=("two",))),
        ([carrier(), carrier("two")], [carrier("two")], CarrierChanges(gone=("one",))),
        ([carrier()], [carrier(window=3)], CarrierChanges(adapted=("one",))),
        ([carrier()], [carrier(host="other")], CarrierChanges(bound_anew=("one",))),
        ([carrier()], [carrier(host="other", window=3)], CarrierChanges(bound_anew=("one",))),
        ([carrier()], [carrier(password=Secret("q"))], CarrierChanges(bound_anew=("one",))),
        ([], [carrier()], CarrierChanges(new=("one",), gone=("simulator",))),
        ([carrier()], [], CarrierChanges(new=("simulator",), gone=("one",))),
        ([], [], CarrierChanges()),
    ],
)
def test_only_what_must_be_is_bound_anew(before: list, after: list, changes: CarrierChanges) -> None:
    assert carrier_changes(before, after) == changes
