"""How codes are caused on purpose, where the simulated carrier keeps every message inside: a call for each.

Codes that need more than one call, another's key or a wrong signature have no recipe, and their page no button.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from heliograph.operations import dysmsapi_2018_05_01, heliograph_2026_11_01

_SEND: Mapping[str, str] = MappingProxyType({"To": "12025550100", "Message": "Hello from the page of a code"})


@dataclass(frozen=True, slots=True)
class Recipe:
    """One call."""

    action: str
    parameters: Mapping[str, str]
    version: str = dysmsapi_2018_05_01.VERSION
    by_carrier: bool = False
    """Whether the code is the message's end, which its page tells, and not the call's answer."""


def _send(**parameters: str) -> Recipe:
    return Recipe("SendMessageToGlobe", {**_SEND, **parameters})


def _batch(**parameters: str) -> Recipe:
    return Recipe("BatchSendMessageToGlobe", {"To": '["12025550100"]', "Message": '["Hello"]', **parameters})


def _end(last_digits: str) -> Recipe:
    """A message to a number that the simulated carrier gives this end (docs/magic-numbers.md)."""
    return Recipe("SendMessageToGlobe", {**_SEND, "To": f"12025550{last_digits}"}, by_carrier=True)


#: By code.
RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "OK": _send(),
        "MOBILE_NUMBER_ILLEGAL": _send(To="nobody"),
        "MOBILE_COUNT_OVER_LIMIT": _batch(To="[" + ",".join(['"12025550100"'] * 1001) + "]"),
        "INVALID_SENDERID": _send(From="twelve chars"),
        "INVALID_JSON_PARAM": _batch(To="nobody"),
        "PARAM_LENGTH_LIMIT": _send(TaskId="x" * 256),
        "INVALID_PARAMETERS": _send(Type="SPAM"),
        "NOT_SUPPORTED_COUNTRY": _send(To="8613800138000"),
        "DATA_NOT_EXIST": Recipe("QueryMessage", {"MessageId": "1"}),
        "ACCOUNT_NOT_EXISTS": Recipe("SuspendAccount", {"AccountId": "9"}, heliograph_2026_11_01.VERSION),
        "SMS_SIGN_NAME_ILLEGAL": Recipe(
            "SendMessageWithTemplate",
            {"To": "8613800138000", "From": "Nobody", "TemplateCode": "SMS_NONE", "TemplateParam": "{}"},
        ),
        "InvalidApi.NotFound": Recipe("NoSuchOperation", {}),
        "Missing{ParameterName}": Recipe("QueryMessage", {}),
        "Invalid{ParameterName}": _send(ValidityPeriod="soon"),
        "DELIVERED": _end("100"),
        "UNDELIV": _end("101"),
        "EXPIRED": _end("102"),
        "REJECTED": _end("103"),
        "DELETED": _end("104"),
        "UNKNOWN": _end("105"),
        "ESME_RINVDSTADR": _end("120"),
        "ESME_RINVSRCADR": _end("121"),
        "ESME_RSUBMITFAIL": _end("125"),
    }
)


def recipe(code: str) -> Recipe | None:
    """How a code is caused; `MissingTo` and `InvalidType` by what stands for all of their kind."""
    if code in RECIPES or "." in code:
        return RECIPES.get(code)
    for prefix in ("Missing", "Invalid"):
        if code.startswith(prefix) and code != prefix:
            return RECIPES[prefix + "{ParameterName}"]
    return None
