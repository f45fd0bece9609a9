"""The templates and signatures that the operator has approved in the configuration, for every account."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from heliograph.sms.approval import MessageTemplate, Signature


@dataclass(slots=True)
class Standing:
    """By their keys. They win over an account's own of the same key, and no operation changes them."""

    templates: Mapping[str, MessageTemplate] = field(default_factory=lambda: MappingProxyType({}))
    signatures: Mapping[str, Signature] = field(default_factory=lambda: MappingProxyType({}))

    def become(self, other: "Standing") -> None:
        """Take over what another one has."""
        self.templates, self.signatures = other.templates, other.signatures
