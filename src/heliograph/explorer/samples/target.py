"""Where a sample sends its call: this server, or the cloud that it stands in for."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Protocol(StrEnum):
    """In capitals, as the SDKs' settings have it; samples that make URLs write it in small letters."""

    HTTP = "HTTP"
    HTTPS = "HTTPS"


@dataclass(frozen=True, slots=True)
class Target:
    """One place to send to."""

    endpoint: str
    """Host, or host and port: `127.0.0.1:8080`. Never a scheme."""
    protocol: Protocol


#: By product. Heliograph's own operations are in no cloud.
#: Source: the endpoint tables of the products' SDKs, in Singapore where a product is by region.
_CLOUD: Mapping[str, str] = MappingProxyType(
    {
        "Dysmsapi": "dysmsapi.ap-southeast-1.aliyuncs.com",
        "Dybaseapi": "dybaseapi.ap-southeast-1.aliyuncs.com",
        "Ram": "ram.aliyuncs.com",
        "Sts": "sts.aliyuncs.com",
    }
)


def cloud(product: str) -> Target | None:
    """The cloud's endpoint of a product; None where the cloud has no such product."""
    endpoint = _CLOUD.get(product)
    return Target(endpoint, Protocol.HTTPS) if endpoint is not None else None
