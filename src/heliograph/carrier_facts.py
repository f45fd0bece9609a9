"""What a diagnosis has to know of each carrier: its settings, how its sessions stand, and what it has sent."""

from collections.abc import Mapping

from heliograph.delivery.engine import DeliveryEngine
from heliograph.settings import AnyCarrier, CarrierSettings
from heliograph.sms.diagnosis import CarrierFacts


def carrier_facts(carriers: Mapping[str, AnyCarrier], delivery: DeliveryEngine) -> Mapping[str, CarrierFacts]:
    """By name, the carriers that run now; the one inside has the settings' defaults."""
    return {name: _facts(carriers.get(name), name, delivery) for name in delivery.lanes}


def _facts(carrier: object, name: str, delivery: DeliveryEngine) -> CarrierFacts:
    lane = delivery.lanes[name]
    state = lane.carrier.state()
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
    )
