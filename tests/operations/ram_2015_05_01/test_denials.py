"""If these fail, an operator cannot learn what denied a call, or somebody of another account can."""

from heliograph.identity import Credential
from heliograph.identity.denial import access_denied_detail
from heliograph.identity.evaluate import Request, decide
from heliograph.identity.principal import User
from identity_documents import deny, policies

ALICE = User("1000000000000001", "2001", "alice", policies(deny("dysms:*")))
REQUEST = Request("dysms:QueryMessage", context={"acs:SourceIp": "192.0.2.7"})


async def test_a_denial_is_read_by_its_own_account_only(ram) -> None:
    seal = ram.bench.identities.seal
    detail = access_denied_detail(decide(ALICE, REQUEST), ALICE, REQUEST, seal)
    asked = {"EncodedDiagnosticMessage": detail.encoded_diagnostic_message}
    found = (await ram.ok("DecodeDiagnosticMessage", **asked))["DecodedDiagnosticMessage"]
    assert found["ExplicitDeny"] is True
    assert found["AuthAction"] == "dysms:QueryMessage"
    assert found["AuthPrincipal"]["AuthPrincipalDisplayName"] == "2001"
    assert found["AuthConditions"] == ({"ConditionKey": "acs:SourceIp", "ConditionValues": ("192.0.2.7",)},)
    assert [policy["PolicyIdentifier"] for policy in found["MatchedPolicies"]] == ["p"]
    other = Credential("LTAI2", "s", "1000000000000002")
    assert (await ram("DecodeDiagnosticMessage", other, **asked)).code == "InvalidParameter"
