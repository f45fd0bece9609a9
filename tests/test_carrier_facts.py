"""If this fails, a diagnosis speaks of a carrier as it is not."""

from types import SimpleNamespace
from typing import Any

from heliograph.carrier_facts import carrier_facts
from heliograph.carriers.port import BindKind, Circuit, LinkState, SessionState, Standing
from heliograph.settings import CarrierSettings, Secret
from heliograph.settings.carrier import CarrierKind, IdForm
from heliograph.sms.diagnosis import CarrierFacts


class Clock:
    def utc_ms(self) -> int:
        return 5

    steady_ms = utc_ms


class Delivery:
    """Two lanes, of which one is of a carrier bound as transmitter only."""

    def __init__(self) -> None:
        transmitter = SessionState(1, BindKind.TRANSMITTER, Standing.BOUND)
        self.lanes: dict[str, Any] = {
            "net-one": lane(LinkState("net-one", True, 10, 0, "session 2: refused", (transmitter,), Circuit.OPEN), 77),
            "inside": lane(LinkState("inside", True, 10, 0), 0),
        }

    def heard(self, carrier: str) -> tuple[int, int]:
        return (9, 4) if carrier == "net-one" else (0, 0)


def lane(state: LinkState, resume_at: int) -> SimpleNamespace:
    return SimpleNamespace(state=lambda now: state, flow=SimpleNamespace(resume_at=resume_at))


def test_the_facts_are_the_settings_and_what_is_so_now() -> None:
    carrier = CarrierSettings(
        name="net-one",
        kind=CarrierKind.SMPP,
        host="h",
        port=1,
        system_id="s",
        password=Secret("p"),
        receipts=False,
        registered_delivery=2,
        id_form=IdForm.HEX_TO_DEC,
    )
    facts = carrier_facts({"net-one": carrier}, Delivery(), {"net-one": "draining", "inside": ""}.__getitem__, Clock())  # type: ignore[arg-type]
    assert facts["net-one"] == CarrierFacts(
        *(True, False, "session 2: refused", False, 2, "hex-to-dec", 9, 4, 77), order="draining", circuit_open=True
    )
    assert facts["inside"] == CarrierFacts()
