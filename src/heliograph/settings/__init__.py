"""The one place that reads configuration: flags, environment and file become one frozen `Settings` value.

In: a TOML file, the environment, the flags of a command, the data folder's key file. Out: `Settings`, warnings to show,
or a `ConfigurationError` that names file, key and line of every fault.
Not here: what the values are for, sockets, logging. Imports `sms` and `rules` at most; `server.py` maps these plain
values to the rooms.
"""

from heliograph.settings.carrier import AfterUnknown, BindWay, CarrierSettings
from heliograph.settings.carrier_faults import request_of, web_context
from heliograph.settings.carrier_tls import carrier_context
from heliograph.settings.carriers import AnyCarrier, takes_messages
from heliograph.settings.dysmsapi_carrier import DysmsapiCarrierSettings
from heliograph.settings.fault import ConfigurationError, Fault
from heliograph.settings.http_carrier import HttpCarrierSettings
from heliograph.settings.limits import LimitSettings, OptOutSettings, SendLimitSettings
from heliograph.settings.load import Loaded, load
from heliograph.settings.model import (
    SIMULATED,
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
from heliograph.settings.private_file import KeyFileProblem
from heliograph.settings.root_key import Kept, RootKey, keep_root_key, read_root_key
from heliograph.settings.route import RouteSettings
from heliograph.settings.rules_file import carrier_rules, read_rules_file
from heliograph.settings.sealing_keys import SealingKeys, make_sealing_keys, read_sealing_keys
from heliograph.settings.secret import Secret
from heliograph.settings.tables import entries_of, networks_of
from heliograph.settings.template import SignatureSettings, TemplateSettings
from heliograph.settings.tls_pair import PairProblem, load_pair
from heliograph.settings.web_carrier import WebCarrierSettings

__all__ = [
    "load",
    "Loaded",
    "Settings",
    "CarrierSettings",
    "HttpCarrierSettings",
    "DysmsapiCarrierSettings",
    "WebCarrierSettings",
    "AnyCarrier",
    "takes_messages",
    "request_of",
    "web_context",
    "BindWay",
    "AfterUnknown",
    "SIMULATED",
    "RouteSettings",
    "PriceSettings",
    "TlsSettings",
    "LimitSettings",
    "SendLimitSettings",
    "OptOutSettings",
    "ApiSettings",
    "StoreSettings",
    "DeliverySettings",
    "CredentialSettings",
    "TemplateSettings",
    "SignatureSettings",
    "SimulatorSettings",
    "LogSettings",
    "Secret",
    "RootKey",
    "keep_root_key",
    "read_root_key",
    "Kept",
    "SealingKeys",
    "read_sealing_keys",
    "make_sealing_keys",
    "entries_of",
    "networks_of",
    "load_pair",
    "carrier_context",
    "carrier_rules",
    "read_rules_file",
    "PairProblem",
    "KeyFileProblem",
    "ConfigurationError",
    "Fault",
]
