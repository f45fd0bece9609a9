"""If these fail, a policy with a slip in it is taken for another one, or its author is not told what to mend."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from heliograph.identity.conditions import OPERATORS
from heliograph.identity.grammar import FAULTS_MAX, Malformed, parse
from heliograph.identity.policy import CUSTOM, SESSION, TRUST, Form, Policy
from identity_documents import allow, document, trust


def faults(text: str, form: Form = CUSTOM) -> list[str]:
    read = parse(text, form)
    assert isinstance(read, Malformed), read
    return [fault.text for fault in read.faults]


def one(change: dict[str, object], *without: str, form: Form = CUSTOM) -> list[str]:
    """What is said of a good statement after `change` and `without` some members."""
    good = trust("acs:ram::1:root") if form is TRUST else allow()
    statement = {name: value for name, value in {**good, **change}.items() if name not in without}
    return faults(document(statement), form)


S = "Statement[0]"


@pytest.mark.parametrize(
    ("change", "without", "said"),
    [
        ({"Effect": "allow"}, "", f"{S}.Effect is 'allow'; it must be Allow or Deny."),
        ({}, "Effect", f"{S}.Effect is absent; it must be Allow or Deny."),
        ({"Effect": ["Allow"]}, "", f"{S}.Effect is a list; it must be Allow or Deny."),
        ({}, "Action", f"{S} has no Action; it must have one of Action and NotAction."),
        ({"NotAction": "a:b"}, "", f"{S} has Action and NotAction; it must have one of Action and NotAction."),
        (
            {"Action": "dysms"},
            "",
            f"{S}.Action is 'dysms'; it must be * or <ram-code>:<operation>, with * and ? where wanted.",
        ),
        (
            {"Action": []},
            "",
            f"{S}.Action is an empty list; it must be * or <ram-code>:<operation>, with * and ? where wanted.",
        ),
        (
            {"Action": ["a:b", 7]},
            "",
            f"{S}.Action[1] is a number without quotes; it must be * or <ram-code>:<operation>, "
            "with * and ? where wanted.",
        ),
        (
            {},
            "Resource",
            f"{S}.Resource is absent; it must be * or acs:<ram-code>:<region>:<account-id>:<relative-id>, "
            "each part with * and ? where wanted.",
        ),
        (
            {"Resource": ["*", "acs:ram:*"]},
            "",
            f"{S}.Resource[1] is 'acs:ram:*'; it must be * or acs:<ram-code>:<region>:<account-id>:<relative-id>, "
            "each part with * and ? where wanted.",
        ),
        (
            {"Sid": "1"},
            "",
            f"{S} has the unknown member Sid; it may have Effect, Action, NotAction, Resource, Condition.",
        ),
        (
            {"Principal": {"RAM": "acs:ram::1:root"}},
            "",
            f"{S} has the unknown member Principal; it may have Effect, Action, NotAction, Resource, Condition.",
        ),
        ({"Condition": []}, "", f"{S}.Condition is an empty list; it must be a JSON object."),
        (
            {"Condition": {"StringIs": {}}},
            "",
            f"{S}.Condition.StringIs is no operator; it must be one of {', '.join(OPERATORS)}.",
        ),
        (
            {"Condition": {"Bool": {}}},
            "",
            f"{S}.Condition.Bool is empty; it must have at least one key.",
        ),
        (
            {"Condition": {"Bool": {"acs:SecureTransport": True}}},
            "",
            f"{S}.Condition.Bool.acs:SecureTransport is true without quotes; it must be true or false.",
        ),
        (
            {"Condition": {"Bool": {"SecureTransport": "true"}}},
            "",
            f"{S}.Condition.Bool.SecureTransport is no condition key; it must be <service>:<key>, as in acs:SourceIp.",
        ),
        (
            {"Condition": {"IpAddress": {"acs:SourceIp": ["10.0.0.0/8", "10.0.0.0/33"]}}},
            "",
            f"{S}.Condition.IpAddress.acs:SourceIp[1] is '10.0.0.0/33'; it must be an IPv4 or IPv6 address or CIDR "
            "block, as in 192.0.2.0/24.",
        ),
        (
            {"Condition": {"StringLike": {"acs:UserAgent": [None, "curl/*"]}}},
            "",
            f"{S}.Condition.StringLike.acs:UserAgent[0] is null; it must be a text, with * for any run of characters "
            "and ? for one.",
        ),
        (
            {"Condition": {"NumericLessThan": {"x:N": "many"}}},
            "",
            f"{S}.Condition.NumericLessThan.x:N is 'many'; it must be a decimal number of at most 30 digits before "
            "and after the point.",
        ),
        (
            {"Resource": "acs:ram:*:1:\ud800"},
            "",
            f"{S}.Resource is 'acs:ram:*:1:?'; it must be * or acs:<ram-code>:<region>:<account-id>:<relative-id>, "
            "each part with * and ? where wanted.",
        ),
    ],
)
def test_a_fault_of_a_statement_is_named_with_what_is_allowed(
    change: dict[str, object], without: str, said: str
) -> None:
    assert one(change, without) == [said]


@pytest.mark.parametrize(
    ("change", "without", "said"),
    [
        ({}, "Principal", f"{S}.Principal is absent; it must be a JSON object."),
        ({"Principal": "*"}, "", f"{S}.Principal is '*'; it must be a JSON object."),
        ({"Principal": {}}, "", f"{S}.Principal is empty; it must have at least one of RAM, Service, Federated."),
        (
            {"Principal": {"AWS": "1"}},
            "",
            f"{S}.Principal has the unknown member AWS; it may have RAM, Service, Federated.",
        ),
        (
            {"Principal": {"RAM": "*"}},
            "",
            f"{S}.Principal.RAM is '*'; it must be acs:ram::<account-id>:root, or :user/<name> or :role/<name> "
            "of an account.",
        ),
        (
            {"Resource": "*"},
            "",
            f"{S} has the unknown member Resource; it may have Effect, Action, NotAction, Principal, Condition.",
        ),
    ],
)
def test_a_trust_policy_has_a_principal_instead_of_a_resource(
    change: dict[str, object], without: str, said: str
) -> None:
    assert one(change, without, form=TRUST) == [said]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The document cannot be read as JSON; it must be a JSON object."),
        ("{", "The document cannot be read as JSON; it must be a JSON object."),
        ("[" * 2000, "The document cannot be read as JSON; it must be a JSON object."),
        ('{"Version": NaN}', "The document cannot be read as JSON; it must be a JSON object."),
        ("[]", "The document is an empty list; it must be a JSON object."),
        ('"x"', "The document is 'x'; it must be a JSON object."),
        ('{"Version":"1"}', "Statement is absent; it must be a list of at least one statement."),
        ('{"Version":"1","Statement":[]}', "Statement is an empty list; it must be a list of at least one statement."),
        ('{"Version":"1","Statement":{}}', "Statement is an object; it must be a list of at least one statement."),
        ('{"Version":"1","Statement":[1]}', "Statement[0] is a number without quotes; it must be a JSON object."),
    ],
)
def test_a_fault_of_the_document_is_named(text: str, said: str) -> None:
    assert faults(text) == [said]


@pytest.mark.parametrize(
    ("version", "found"), [("2", "'2'"), (1, "a number without quotes"), ("2012-10-17", "'2012-10-17'")]
)
def test_the_version_is_one_as_a_text(version: object, found: str) -> None:
    text = json.dumps({"Version": version, "Statement": [allow()]})
    assert faults(text) == [f'Version is {found}; it must be "1".']
    assert faults(json.dumps({"Statement": [allow()]})) == ['Version is absent; it must be "1".']


def test_a_member_that_stands_twice_is_refused_since_the_later_would_win() -> None:
    twice = '{"Version":"1","Statement":[{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}]}'
    assert faults(twice) == [f"{S} has the member Effect twice; it must have it once."]


def test_all_faults_are_told_at_once_in_the_order_of_the_document_and_not_endlessly() -> None:
    bad = {"Effect": "no", "Action": "no", "Resource": "no"}
    said = faults(document(bad, bad, bad, bad))
    assert len(said) == FAULTS_MAX
    assert [text.split(" ")[0] for text in said[:4]] == [
        f"{S}.Effect",
        f"{S}.Action",
        f"{S}.Resource",
        "Statement[1].Effect",
    ]


def test_a_long_wrong_value_is_cut() -> None:
    (said,) = one({"Effect": "x" * 1000})
    assert len(said) < 200


def test_the_code_is_that_of_the_call_it_came_with() -> None:
    def code(text: str, form: Form) -> str:
        read = parse(text, form)
        assert isinstance(read, Malformed)
        return read.code

    assert [code("", form) for form in (CUSTOM, SESSION, TRUST)] == [
        "MalformedPolicyDocument",
        "InvalidParameter.PolicyGrammar",
        "MalformedPolicyDocument",
    ]
    long = document(allow()).ljust(2049)
    assert [code(long, form) for form in (CUSTOM, SESSION, TRUST)] == [
        "InvalidParameter.PolicyDocument.Length",
        "InvalidParameter.PolicySize",
        "MalformedPolicyDocument",
    ]
    assert faults(long) == ["The document has 2049 characters; a custom policy must have at most 2048."]
    assert isinstance(parse(document(allow()).ljust(2048)), Policy)


def test_the_example_of_the_page_is_a_policy() -> None:
    page = (Path(__file__).parents[2] / "docs" / "policies.md").read_text()
    shown = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    assert shown
    for text in shown:
        assert isinstance(parse(text), Policy)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)
_WORDS = st.sampled_from(
    ["Version", "Statement", "Effect", "Action", "NotAction", "Resource", "Principal", "Condition"]
)


@given(st.text(max_size=200))
@example("\ufeff{}")
@example("\ud800")
@example("1" * 2000)
def test_any_text_is_a_policy_or_is_told_why_not(text: str) -> None:
    for form in (CUSTOM, SESSION, TRUST):
        read = parse(text, form)
        assert isinstance(read, Policy) or (read.faults and read.text.encode())


@given(
    st.dictionaries(_WORDS, _JSON, max_size=6)
    | st.builds(
        lambda statements: {"Version": "1", "Statement": statements},
        st.lists(
            st.dictionaries(
                _WORDS,
                _JSON | st.dictionaries(st.sampled_from([*OPERATORS, "RAM"]), _JSON, max_size=3),
                max_size=6,
            ),
            max_size=2,
        ),
    )
)
def test_any_json_is_a_policy_or_is_told_why_not(value: object) -> None:
    for form in (CUSTOM, SESSION, TRUST):
        read = parse(json.dumps(value), form)
        assert isinstance(read, Policy) or (read.faults and read.text.encode())
