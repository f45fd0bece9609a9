"""If this fails, clients that sign by V1 are locked out, or a forged request of theirs gets in."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.signatures import v1
from vectors import captured
from vectors.captured import Captured, captures
from vectors.recoding import RECODINGS, Recode, decoded, recoded, with_one_value_changed

CAPTURES = [capture for capture in captures() if capture.scheme == captured.V1]

#: Official example: AlibabaCloudDocs/api, RPC signature page (spec: api §2.2).
OFFICIAL = (
    "Timestamp=2016-02-23T12:46:24Z&Format=XML&AccessKeyId=testid&Action=DescribeRegions&SignatureMethod=HMAC-SHA1"
    "&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&Version=2014-05-26&SignatureVersion=1.0"
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
PARAMETERS = st.dictionaries(TEXT.filter(lambda name: name not in ("", v1.SIGNATURE)), TEXT, min_size=1)


def holds(secret: str, method: str, query: str, form: str = "") -> bool:
    parameters = decoded(query) | decoded(form)
    return v1.verify(secret, v1.string_to_sign(method, parameters), parameters[v1.SIGNATURE])


def form_of(capture: Captured) -> str:
    return capture.body.decode("latin-1") if capture.has_form else ""


def test_the_official_example_has_the_official_signature() -> None:
    string = v1.string_to_sign("GET", decoded(OFFICIAL))
    assert string.startswith("GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeRegions%26Format%3DXML%26")
    assert "Timestamp%3D2016-02-23T12%253A46%253A24Z" in string
    assert v1.sign("testsecret", string) == "OLeaidS1JvxuMvnyHOwuJ+uX5qY="


def test_there_are_captures() -> None:
    assert len(CAPTURES) == 80


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda capture: capture.name)
def test_a_captured_request_verifies_however_it_is_escaped(capture: Captured) -> None:
    form = form_of(capture)
    assert holds(capture.secret, capture.method, capture.query, form)
    for recode in RECODINGS:
        assert holds(
            capture.secret, capture.method, recoded(capture.query, recode), recoded(form, recode) if form else ""
        )


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda capture: capture.name)
def test_a_captured_request_with_one_octet_changed_is_refused(capture: Captured) -> None:
    dice = random.Random(capture.name)
    form = form_of(capture)
    queries = with_one_value_changed(capture.query, dice)
    assert len(queries) == len(decoded(capture.query)), "one mutant for each parameter"
    for query in queries:
        assert not holds(capture.secret, capture.method, query, form)
    forms = with_one_value_changed(form, dice)
    assert len(forms) == len(decoded(form))
    for other in forms:
        assert not holds(capture.secret, capture.method, capture.query, other)
    assert not holds(capture.secret, "GET" if capture.method == "POST" else "POST", capture.query, form)
    assert not holds(capture.secret + "x", capture.method, capture.query, form)
    assert not holds(capture.secret, capture.method, f"{capture.query}&added=", form)


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda capture: capture.name)
def test_a_captured_request_without_one_parameter_is_refused(capture: Captured) -> None:
    fields = capture.query.split("&")
    for index, field in enumerate(fields):
        if not field.startswith("Signature="):
            rest = "&".join(fields[:index] + fields[index + 1 :])
            assert not holds(capture.secret, capture.method, rest, form_of(capture))


def test_a_blank_value_is_signed() -> None:
    assert v1.string_to_sign("GET", {"SignatureType": ""}) == "GET&%2F&SignatureType%3D"
    assert v1.string_to_sign("GET", {}) == "GET&%2F&"


def test_the_method_is_signed_in_upper_case() -> None:
    assert v1.string_to_sign("post", {"a": "1"}) == v1.string_to_sign("POST", {"a": "1"})


@given(PARAMETERS)
def test_a_string_to_sign_holds_no_colon_and_no_blank(parameters: dict[str, str]) -> None:
    # sdk-core takes it from the text of SignatureDoesNotMatch as what follows the first colon (spec: clients §4).
    assert not set(v1.string_to_sign("POST", parameters)) & set(": ")


@given(PARAMETERS, st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.sampled_from(RECODINGS))
def test_what_is_signed_verifies(parameters: dict[str, str], secret: str, recode: Recode) -> None:
    signed = parameters | {v1.SIGNATURE: v1.sign(secret, v1.string_to_sign("POST", parameters))}
    query = "&".join(f"{recode(name)}={recode(value)}" for name, value in signed.items())
    assert holds(secret, "POST", query)


@pytest.mark.parametrize(
    "signature", ["", "é", "OLeaidS1JvxuMvnyHOwuJ uX5qY=", "oLeaidS1JvxuMvnyHOwuJ+uX5qY=", "0" * 9999]
)
def test_a_signature_that_is_none_is_refused_and_raises_nothing(signature: str) -> None:
    assert not v1.verify("testsecret", v1.string_to_sign("GET", decoded(OFFICIAL)), signature)
