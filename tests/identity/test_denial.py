"""If these fail, a denied caller reads names of policies it may not see, or an operator cannot find what denied it."""

import base64
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.identity.denial import (
    ENCODED_MAX,
    MESSAGE_OCTETS_MAX,
    AuthCondition,
    DiagnosticMessage,
    MatchedPolicy,
    access_denied_detail,
    decode,
    diagnose,
    encode,
)
from heliograph.identity.evaluate import Request, decide
from heliograph.identity.prepared import policy_set
from heliograph.identity.principal import RoleSession, User
from identity_documents import allow, attached, deny, policies


class ToySeal:
    """Stands in for the real seal: turns every octet over and adds a checksum, and refuses all else."""

    def seal(self, octets: bytes) -> bytes:
        turned = bytes(octet ^ 0x5A for octet in octets)
        return turned + sum(octets).to_bytes(28, "big")

    def open(self, sealed: bytes) -> bytes:
        octets = bytes(octet ^ 0x5A for octet in sealed[:-28])
        if sum(octets).to_bytes(28, "big") != sealed[-28:]:
            raise ValueError("Not sealed here.")
        return octets


SEAL = ToySeal()
ANNA = User(
    "1000000000000001",
    "20",
    "anna",
    policy_set([attached(allow("dysms:*")), attached(deny("dysms:Send*"), name="no-sending", holder="RamGroup")]),
)
SEND = Request("dysms:SendMessageToGlobe", "*", {"acs:SourceIp": "192.0.2.7", "x:Tags": ("a", "b")})


def test_an_explicit_denial_is_told_in_the_cloud_s_words() -> None:
    detail = access_denied_detail(decide(ANNA, SEND), ANNA, SEND, SEAL)
    told = msgspec.to_builtins(detail)
    message = told.pop("EncodedDiagnosticMessage")
    assert told == {
        "PolicyType": "AccountLevelIdentityBasedPolicy",
        "AuthPrincipalOwnerId": "1000000000000001",
        "AuthPrincipalType": "SubUser",
        "AuthPrincipalDisplayName": "20",
        "NoPermissionType": "ExplicitDeny",
        "AuthAction": "dysms:SendMessageToGlobe",
    }
    assert "no-sending" not in base64.b64decode(message).decode("latin-1")
    assert json.loads(msgspec.json.encode(decode(message, "1000000000000001", SEAL))) == {
        "ExplicitDeny": True,
        "NoPermissionPolicyType": "AccountLevelIdentityBasedPolicy",
        "AuthAction": "dysms:SendMessageToGlobe",
        "AuthResource": "*",
        "AuthPrincipal": {
            "AuthPrincipalType": "SubUser",
            "AuthPrincipalOwnerId": "1000000000000001",
            "AuthPrincipalDisplayName": "20",
        },
        "AuthConditions": [
            {"ConditionKey": "acs:SourceIp", "ConditionValues": ["192.0.2.7"]},
            {"ConditionKey": "x:Tags", "ConditionValues": ["a", "b"]},
        ],
        "MatchedPolicies": [
            {
                "Effect": "Deny",
                "PolicyIdentifier": "no-sending",
                "PolicyType": "Custom",
                "PolicyVersion": "v1",
                "AttachedEntityType": "RamGroup",
                "AttachedScope": "Account",
            }
        ],
    }


def test_an_implicit_denial_of_a_role_session_matches_no_policy() -> None:
    session = RoleSession("1", "sender", "s1", policies(allow("ram:*")))
    detail = access_denied_detail(decide(session, SEND), session, SEND, SEAL)
    assert (detail.no_permission_type, detail.auth_principal_type) == ("ImplicitDeny", "AssumedRoleUser")
    assert detail.auth_principal_display_name == "sender:s1"
    message = decode(detail.encoded_diagnostic_message, "1", SEAL)
    assert message is not None
    assert (message.explicit_deny, message.matched_policies) == (False, ())


def test_another_account_reads_nothing() -> None:
    text = encode(diagnose(decide(ANNA, SEND), ANNA, SEND), SEAL)
    assert decode(text, "1000000000000001", SEAL) is not None
    assert decode(text, "1000000000000002", SEAL) is None
    assert decode(text, "", SEAL) is None


@given(st.data())
def test_a_message_that_was_changed_anywhere_is_none(data: st.DataObject) -> None:
    octets = bytearray(base64.b64decode(encode(diagnose(decide(ANNA, SEND), ANNA, SEND), SEAL)))
    octets[data.draw(st.integers(0, len(octets) - 1))] ^= data.draw(st.integers(1, 255))
    assert decode(base64.b64encode(octets).decode(), "1000000000000001", SEAL) is None


@given(st.text(max_size=100))
def test_any_text_is_a_message_or_none(text: str) -> None:
    assert decode(text, "1", SEAL) is None


@pytest.mark.parametrize(
    "octets", [b"", b"\x01", b"\x02" + SEAL.seal(b"denial\n{}"), b"\x01" + SEAL.seal(b"denial\n{}")]
)
def test_octets_of_another_form_are_none(octets: bytes) -> None:
    assert decode(base64.b64encode(octets).decode(), "1", SEAL) is None


def test_what_the_same_key_sealed_for_another_purpose_is_no_message() -> None:
    message = msgspec.json.encode(diagnose(decide(ANNA, SEND), ANNA, SEND))
    for purpose, fits in ((b"denial\n", True), (b"token\n", False), (b"", False)):
        text = base64.b64encode(b"\x01" + SEAL.seal(purpose + message)).decode()
        assert (decode(text, "1000000000000001", SEAL) is not None) is fits


@pytest.mark.parametrize("character", ["x", "\x00", '"', "𝄞", "\ud800"])
def test_a_message_is_bounded_whatever_the_request_brought(character: str) -> None:
    long = character * 4000
    many = {f"{long[:200]}{at}": (long,) * 20 for at in range(100)}
    asked = Request(long, long, many)
    denying = [attached(deny("*"), name=f"p{at}" * 30) for at in range(100)]
    caller = User(long, long, "anna", policy_set(denying))
    detail = access_denied_detail(decide(caller, asked), caller, asked, SEAL)
    assert len(detail.encoded_diagnostic_message) <= ENCODED_MAX
    octets = base64.b64decode(detail.encoded_diagnostic_message)
    assert len(octets) <= MESSAGE_OCTETS_MAX + 100


def test_what_does_not_fit_is_left_out_from_the_end() -> None:
    full = diagnose(decide(ANNA, SEND), ANNA, SEND)
    crowded = msgspec.structs.replace(
        full,
        auth_conditions=tuple(AuthCondition(f"x:{at}", ("v" * 256,)) for at in range(16)),
        matched_policies=(MatchedPolicy("Deny", "p", "Custom", "v1", "RamUser"),),
    )
    kept = decode(encode(crowded, SEAL), "1000000000000001", SEAL)
    assert isinstance(kept, DiagnosticMessage)
    assert 5 < len(kept.auth_conditions) < 16
    assert kept.auth_conditions == crowded.auth_conditions[: len(kept.auth_conditions)]
    assert kept.matched_policies == crowded.matched_policies
