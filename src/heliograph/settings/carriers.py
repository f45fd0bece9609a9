"""The kinds of `[[carriers]]`: a table's `kind` says which keys it has."""

from typing import TypeAlias

from heliograph.settings.carrier import BindWay, CarrierSettings
from heliograph.settings.dysmsapi_carrier import DysmsapiCarrierSettings
from heliograph.settings.http_carrier import HttpCarrierSettings

AnyCarrier: TypeAlias = CarrierSettings | HttpCarrierSettings | DysmsapiCarrierSettings


def takes_messages(carrier: AnyCarrier) -> bool:
    """Whether messages can be handed over to it: not where we are bound to receive only."""
    return not isinstance(carrier, CarrierSettings) or carrier.bind is not BindWay.RECEIVER
