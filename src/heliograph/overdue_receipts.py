"""Which carriers are asked for overdue receipts, and which learn the form of ids: by their settings of the moment."""

from collections.abc import Callable, Mapping

from heliograph.carriers.query import Queried
from heliograph.delivery.asking import Asked, Asking
from heliograph.delivery.engine import DeliveryEngine
from heliograph.lanes import asks
from heliograph.settings import AnyCarrier, CarrierSettings
from heliograph.sms.receipt import IdForm
from heliograph.store.port import MessageStore
from heliograph.telemetry.metrics import Metrics


def asking_of(
    carriers: Mapping[str, AnyCarrier], delivery: DeliveryEngine, store: MessageStore, metrics: Metrics
) -> Asking:
    """What asks carriers: those whose settings say so, where their connector can. `carriers` may change under way."""

    def asked(name: str) -> Asked | None:
        settings, lane = carriers.get(name), delivery.lanes.get(name)
        if lane is None or not isinstance(settings, CarrierSettings) or not asks(settings):
            return None
        return Asked(lane.carrier, 1 / settings.queries_per_second) if isinstance(lane.carrier, Queried) else None

    return Asking(store, asked, metrics)


def learns(carriers: Mapping[str, AnyCarrier]) -> Callable[[str], bool]:
    """Whether the form of a carrier's ids in receipts is learnt; `carriers` may change under way."""

    def learning(name: str) -> bool:
        settings = carriers.get(name)
        return isinstance(settings, CarrierSettings) and settings.id_form.value == IdForm.AUTO.value

    return learning
