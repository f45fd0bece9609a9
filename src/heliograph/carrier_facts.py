"""What a diagnosis has to know of each carrier: its settings, how its sessions stand, and what it has sent."""

from collections.abc import Callable, Mapping

from heliograph.carriers.port import Circuit
from heliograph.delivery.engine import DeliveryEngine
from heliograph.settings import AnyCarrier, CarrierSettings
from heliograph.sms.clock import Clock
from heliograph.sms.diagnosis import CarrierFacts


def carrier_facts(
    carriers: Mapping[str, AnyCarrier], delivery: DeliveryEngine, order: Callable[[str], str], clock: Clock
) -> Mapping[str, CarrierFacts]:
    """By name, the carriers that run now; the one inside has the settings' defaults. `order` says by whose order a
    carrier does not run as usual; empty where it does."""
    now = clock.steady_ms()
    return {name: _facts(carriers.get(name), name, delivery, order(name), now) for name in delivery.lanes}


def _facts(carrier: object, name: str, delivery: DeliveryEngine, order: str, now: int) -> CarrierFacts:
    lane = delivery.lanes[name]
    state = lane.state(now)
    taken, receipts = delivery.heard(name)
    smpp = carrier if isinstance(carrier, CarrierSettings) else None
    return CarrierFacts(
        up=state.up,
        receives=state.receives,
        last_error=state.last_error,
        receipts=getattr(carrier, "receipts", True),
        registered_delivery=smpp.registered_delivery if smpp is not None else 1,
        id_form=smpp.id_form.value if smpp is not None else "exact",
        taken=taken,
        receipts_seen=receipts,
        throttled_until=lane.flow.resume_at,
        order=order,
        circuit_open=state.circuit is not Circuit.CLOSED,
    )
