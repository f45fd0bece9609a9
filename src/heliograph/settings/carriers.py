"""The kinds of `[[carriers]]`: a table's `kind` says which keys it has."""

from typing import TypeAlias

from heliograph.settings.carrier import CarrierSettings
from heliograph.settings.dysmsapi_carrier import DysmsapiCarrierSettings
from heliograph.settings.http_carrier import HttpCarrierSettings

AnyCarrier: TypeAlias = CarrierSettings | HttpCarrierSettings | DysmsapiCarrierSettings
