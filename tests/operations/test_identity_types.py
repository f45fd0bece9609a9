"""If these fail, a name or a policy that RAM refuses is kept, or refused without the words that say why."""

import pytest

from heliograph.identity.policy import CUSTOM, TRUST
from heliograph.operations.identity_types import Bounded, NamedText, PolicyText
from heliograph.operations.types import Unfit
from heliograph.sms.msisdn import NumberBook

RIGHT = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
ROWS = [
    (NamedText("UserName"), "alice", ""),
    (NamedText("UserName"), "al ice", "InvalidParameter.UserName.InvalidChars"),
    (NamedText("NewUserName"), "a" * 65, "InvalidParameter.NewUserName.Length"),
    (NamedText("Email"), "alice", "InvalidParameter.Email.Format"),
    (NamedText("RoleSessionName", "InvalidParameter.RoleSessionName"), "a", "InvalidParameter.RoleSessionName"),
    (PolicyText(CUSTOM), RIGHT, ""),
    (PolicyText(CUSTOM), "{}", "MalformedPolicyDocument"),
    (PolicyText(CUSTOM), RIGHT + " " * 2048, "InvalidParameter.PolicyDocument.Length"),
    (PolicyText(TRUST), RIGHT, "MalformedPolicyDocument"),
    (Bounded(3), "abc", ""),
]


@pytest.mark.parametrize(("type_", "text", "code"), ROWS)
def test_each_is_read_or_refused_with_its_code(type_, text: str, code: str) -> None:
    found = type_.read(text, NumberBook())
    if code:
        assert isinstance(found, Unfit)
        assert found.code == code
        assert code in type_.codes
        assert not found.allowed.endswith(".")
    else:
        assert found == text


def test_a_text_that_is_too_long_has_the_code_of_its_parameter() -> None:
    found = Bounded(3).read("abcd", NumberBook())
    assert found == Unfit("has 4 characters; at most 3 are allowed")
