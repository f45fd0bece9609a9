"""The policies that every account has from the start, to be attached and never changed."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from heliograph.identity.decision import Attached
from heliograph.identity.grammar import parse
from heliograph.identity.policy import Policy


class SystemPolicy(msgspec.Struct, frozen=True):
    """One of them."""

    name: str
    says: str
    document: Policy

    def attached_to(self, holder: str) -> Attached:
        """It, as attached to a `RamUser`, `RamGroup` or `RamRole`."""
        return Attached(self.name, self.document, kind="System", holder=holder)


def _policy(name: str, says: str, *actions: str) -> SystemPolicy:
    allowed = ",".join(f'"{action}"' for action in actions)
    document = parse(f'{{"Version":"1","Statement":[{{"Effect":"Allow","Action":[{allowed}],"Resource":"*"}}]}}')
    assert isinstance(document, Policy), name
    return SystemPolicy(name, says, document)


#: By name. Names and scope are the cloud's; the two of Heliograph are for its own product.
#: Source: page AliyunSTSAssumeRoleAccess (v1); of the others names and purpose are on the pages, the texts are ours.
SYSTEM_POLICIES: Mapping[str, SystemPolicy] = MappingProxyType(
    {
        policy.name: policy
        for policy in (
            _policy("AdministratorAccess", "Everything the account may do.", "*"),
            _policy("AliyunDysmsFullAccess", "Sends messages and tells what became of them.", "dysms:*"),
            _policy(
                "AliyunDysmsReadOnlyAccess",
                "Tells what became of messages, and sends none.",
                "dysms:Query*",
                "dysms:Get*",
                "dysms:List*",
            ),
            _policy("AliyunSTSAssumeRoleAccess", "Assumes roles, where their trust policies agree.", "sts:AssumeRole"),
            _policy("AliyunRAMFullAccess", "Manages users, keys, groups, policies and roles.", "ram:*"),
            _policy(
                "AliyunRAMReadOnlyAccess",
                "Looks at users, keys, groups, policies and roles, and decodes denials.",
                "ram:Get*",
                "ram:List*",
                "ram:DecodeDiagnosticMessage",
            ),
            _policy("HeliographFullAccess", "Everything of Heliograph's own product.", "heliograph:*"),
            _policy(
                "HeliographReadOnlyAccess",
                "Lists the account's messages, shows what happened to them and why, and explains who may do what.",
                "heliograph:Get*",
                "heliograph:List*",
                "heliograph:Count*",
                "heliograph:Diagnose*",
                "heliograph:Explain*",
            ),
        )
    }
)
