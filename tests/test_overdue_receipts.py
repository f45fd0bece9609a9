"""If this fails, a carrier is asked that must not be, or one whose form of ids is learnt is taken at its word."""

from types import SimpleNamespace
from typing import Any

import pytest

from heliograph.delivery.asking import Asked
from heliograph.overdue_receipts import asking_of, learns
from heliograph.settings import AfterUnknown, CarrierSettings, Secret
from heliograph.settings.carrier import CarrierKind, IdForm
from heliograph.telemetry.metrics import Metrics


class Link:
    """A connector that can be asked."""

    name = "net-one"

    def query(self, question: object) -> bool:
        return False


def carrier(**changes: Any) -> CarrierSettings:
    return CarrierSettings(
        name="net-one", kind=CarrierKind.SMPP, host="h", port=1, system_id="s", password=Secret("p"), **changes
    )


@pytest.mark.parametrize(
    ("settings", "link", "pause"),
    [
        (carrier(on_unknown=AfterUnknown.QUERY_SM, queries_per_second=4), Link(), 0.25),
        (carrier(on_unknown=AfterUnknown.HOLD), Link(), None),
        (carrier(on_unknown=AfterUnknown.QUERY_SM), object(), None),
        (None, Link(), None),
    ],
)
def test_only_a_carrier_that_can_be_asked_and_is_set_to_is(settings: Any, link: Any, pause: float | None) -> None:
    delivery: Any = SimpleNamespace(lanes={"net-one": SimpleNamespace(carrier=link)})
    carriers = {"net-one": settings} if settings is not None else {}
    store: Any = None
    asked = asking_of(carriers, delivery, store, Metrics())._carrier("net-one")
    assert asked == (Asked(link, pause) if pause is not None else None)


def test_the_settings_of_the_moment_say_who_learns() -> None:
    carriers: dict[str, Any] = {}
    learning = learns(carriers)
    assert not learning("net-one")
    carriers["net-one"] = carrier(id_form=IdForm.AUTO)
    assert learning("net-one")
    carriers["net-one"] = carrier(id_form=IdForm.HEX_TO_DEC)
    assert not learning("net-one")
