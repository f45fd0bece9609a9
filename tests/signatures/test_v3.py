"""If this fails, clients of the current SDKs are locked out, or a request changed on its way gets in."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.signatures import v3
from vectors import captured
from vectors.captured import Captured, captures
from vectors.recoding import RECODINGS, decoded, recoded, with_one_value_changed

CAPTURES = [capture for capture in captures() if capture.scheme in (captured.V3, captured.V3_SM3)]
SM3 = [capture for capture in CAPTURES if capture.scheme == captured.V3_SM3]

HASH_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

#: Official example: page "Request syntax and signature method V3" (spec: api §2.3).
OFFICIAL_QUERY = "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai"
OFFICIAL_HEADERS: dict[str, tuple[str, ...]] = {
    "host": ("ecs.cn-shanghai.aliyuncs.com",),
    "x-acs-action": ("RunInstances",),
    "x-acs-content-sha256": (HASH_OF_NOTHING,),
    "x-acs-date": ("2023-10-26T10:22:32Z",),
    "x-acs-signature-nonce": ("3156853299f313e23d1673dc12e1703d",),
    "x-acs-version": ("2014-05-26",),
}
OFFICIAL_SIGNATURE = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
SECRET = "YourAccessKeySecret"

Headers = dict[str, tuple[str, ...]]


def authorization_of(capture: Captured) -> v3.Authorization:
    read = v3.parse_authorization(capture.headers["authorization"][0])
    assert isinstance(read, v3.Authorization)
    return read


def check(capture: Captured, query: str | None = None) -> v3.Refused | None:
    """What `verify` says of a capture, perhaps with another query."""
    raw = capture.query if query is None else query
    return v3.verify(
        capture.secret,
        authorization_of(capture),
        capture.method,
        capture.path,
        decoded(raw),
        capture.headers,
        capture.body,
    )


def check_official(
    headers: Headers, body: bytes = b"", signed: tuple[str, ...] = tuple(OFFICIAL_HEADERS)
) -> v3.Refused | None:
    authorization = v3.Authorization(v3.ALGORITHM, "YourAccessKeyId", signed, OFFICIAL_SIGNATURE)
    return v3.verify(SECRET, authorization, "POST", "/", decoded(OFFICIAL_QUERY), headers, body)


def resigned(headers: Headers, body: bytes = b"") -> v3.Refused | None:
    """Sign all of `headers` and verify: right but for what `check_coverage` and the body's hash say."""
    value = v3.authorize("id", SECRET, "POST", "/", {}, headers)
    authorization = v3.parse_authorization(value)
    assert isinstance(authorization, v3.Authorization)
    return v3.verify(SECRET, authorization, "POST", "/", {}, headers, body)


def test_the_official_example_has_the_official_signature() -> None:
    canonical = v3.canonical_request(
        "POST", "/", decoded(OFFICIAL_QUERY), OFFICIAL_HEADERS, tuple(OFFICIAL_HEADERS), HASH_OF_NOTHING
    )
    string = v3.string_to_sign(canonical)
    assert string == f"{v3.ALGORITHM}\n7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259"
    assert v3.sign(SECRET, string) == OFFICIAL_SIGNATURE
    assert check_official(OFFICIAL_HEADERS) is None


def test_signing_gives_the_official_header() -> None:
    shuffled = dict(reversed(OFFICIAL_HEADERS.items()))
    assert v3.authorize("YourAccessKeyId", SECRET, "POST", "/", decoded(OFFICIAL_QUERY), shuffled) == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;"
        f"x-acs-signature-nonce;x-acs-version,Signature={OFFICIAL_SIGNATURE}"
    )


def test_there_are_captures() -> None:
    assert len(CAPTURES) == 97
    assert len(SM3) == 4


@pytest.mark.parametrize("capture", SM3, ids=lambda capture: capture.name)
def test_a_captured_request_in_sm3_verifies_also_without_that_of_openssl(
    monkeypatch: pytest.MonkeyPatch, capture: Captured
) -> None:
    monkeypatch.setattr("heliograph.signatures.sm3.NATIVE", False)
    assert check(capture) is None
    assert check(replace(capture, secret=capture.secret + "x")) is not None


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda capture: capture.name)
def test_a_signature_of_one_algorithm_is_none_of_the_other(capture: Captured) -> None:
    value = capture.headers["authorization"][0]
    other = value.replace("-SHA256 ", "-SM3 ") if capture.scheme == captured.V3 else value.replace("-SM3 ", "-SHA256 ")
    refused = check(replace(capture, headers={**capture.headers, "authorization": (other,)}))
    assert refused is not None
    assert refused.why is v3.Why.SIGNATURE


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda capture: capture.name)
def test_a_captured_request_verifies_however_its_query_is_escaped(capture: Captured) -> None:
    assert check(capture) is None
    for recode in RECODINGS:
        assert check(capture, recoded(capture.query, recode) if capture.query else "") is None


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda capture: capture.name)
def test_a_captured_request_with_one_octet_of_its_query_changed_is_refused(capture: Captured) -> None:
    mutants = with_one_value_changed(capture.query, random.Random(capture.name))
    assert len(mutants) == len(decoded(capture.query)), "one mutant for each parameter"
    for query in [*mutants, f"{capture.query}&added=".lstrip("&")]:
        refused = check(capture, query)
        assert refused is not None
        assert refused.why is v3.Why.SIGNATURE


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda capture: capture.name)
def test_a_captured_request_with_one_octet_of_a_signed_header_changed_is_refused(capture: Captured) -> None:
    dice = random.Random(capture.name)
    for name in authorization_of(capture).signed_headers:
        value = capture.headers[name][0]
        at = dice.randrange(len(value))
        other = value[:at] + ("8" if value[at] == "7" else "7") + value[at + 1 :]
        assert check(replace(capture, headers={**capture.headers, name: (other,)})) is not None, name
        assert check(replace(capture, headers={**capture.headers, name: (value, "x")})) is not None, name
        without = {k: v for k, v in capture.headers.items() if k != name}
        assert check(replace(capture, headers=without)) == v3.Refused(v3.Why.ABSENT_HEADER, name)


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda capture: capture.name)
def test_a_captured_request_with_another_body_method_path_key_or_signature_is_refused(capture: Captured) -> None:
    body = capture.body
    bodies = [body + b" ", b"7" + body[1:] if body else b"a=b"]
    for other in bodies:
        assert check(replace(capture, body=other, headers={**capture.headers})) is not None
    assert check(replace(capture, method="GET" if capture.method == "POST" else "POST")) is not None
    assert check(replace(capture, target=f"/x{capture.target}")) is not None
    assert check(replace(capture, secret=capture.secret + "x")) is not None
    value = capture.headers["authorization"][0]
    forged = value[:-1] + ("0" if value[-1] != "0" else "1")
    assert check(replace(capture, headers={**capture.headers, "authorization": (forged,)})) is not None
    extra = {**capture.headers, "x-acs-extra": ("1",)}
    assert check(replace(capture, headers=extra)) == v3.Refused(v3.Why.UNSIGNED_HEADER, "x-acs-extra")


def test_a_body_is_not_hashed_for_a_stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    def hashed(body: bytes, algorithm: str) -> str:
        raise AssertionError("hashed before the signature held")

    monkeypatch.setattr(v3, "payload_hash", hashed)
    authorization = v3.Authorization(v3.ALGORITHM_SM3, "YourAccessKeyId", tuple(OFFICIAL_HEADERS), "0" * 64)
    refused = v3.verify(SECRET, authorization, "POST", "/", {}, OFFICIAL_HEADERS, b"x" * 1_000_000)
    assert refused is not None
    assert refused.why is v3.Why.SIGNATURE


def test_the_body_must_be_what_its_hash_says() -> None:
    assert check_official(OFFICIAL_HEADERS, b"a=b") == v3.Refused(v3.Why.BODY)
    headers = OFFICIAL_HEADERS | {"x-acs-content-sha256": (HASH_OF_NOTHING, HASH_OF_NOTHING)}
    assert check_official(headers) == v3.Refused(v3.Why.BODY)


def test_a_body_counts_also_where_no_header_repeats_its_hash() -> None:
    headers = {k: v for k, v in OFFICIAL_HEADERS.items() if k != "x-acs-content-sha256"}
    names = tuple(headers)
    string = v3.string_to_sign(v3.canonical_request("POST", "/", {}, headers, names, v3.payload_hash(b"a=b")))
    authorization = v3.Authorization(v3.ALGORITHM, "id", names, v3.sign(SECRET, string))
    assert v3.verify(SECRET, authorization, "POST", "/", {}, headers, b"a=b") is None
    refused = v3.verify(SECRET, authorization, "POST", "/", {}, headers, b"a=c")
    assert refused is not None
    assert refused.why is v3.Why.SIGNATURE


@pytest.mark.parametrize("name", list(OFFICIAL_HEADERS))
def test_what_decides_the_meaning_must_be_signed(name: str) -> None:
    signed = tuple(other for other in OFFICIAL_HEADERS if other != name)
    assert check_official(OFFICIAL_HEADERS, signed=signed) == v3.Refused(v3.Why.UNSIGNED_HEADER, name)


def test_a_header_said_to_be_signed_must_be_there() -> None:
    signed = (*OFFICIAL_HEADERS, "user-agent")
    assert check_official(OFFICIAL_HEADERS, signed=signed) == v3.Refused(v3.Why.ABSENT_HEADER, "user-agent")
    assert check_official(OFFICIAL_HEADERS, signed=("",)) == v3.Refused(v3.Why.ABSENT_HEADER, "")
    without_host = {k: v for k, v in OFFICIAL_HEADERS.items() if k != "host"}
    assert check_official(without_host, signed=tuple(without_host)) == v3.Refused(v3.Why.ABSENT_HEADER, "host")


def test_a_content_type_must_be_signed_where_there_is_a_body() -> None:
    body = b"To=6591234567"
    headers = OFFICIAL_HEADERS | {
        "content-type": ("application/x-www-form-urlencoded",),
        "x-acs-content-sha256": (v3.payload_hash(body),),
    }
    assert resigned(headers, body) is None
    signed = tuple(name for name in headers if name != "content-type")
    assert check_official(headers, body, signed) == v3.Refused(v3.Why.UNSIGNED_HEADER, "content-type")


def test_a_content_type_that_a_transport_adds_to_no_body_need_not_be_signed() -> None:
    assert check_official(OFFICIAL_HEADERS | {"content-type": ("application/octet-stream",)}) is None


def test_a_refusal_by_signature_shows_what_the_server_signed() -> None:
    refused = check_official(OFFICIAL_HEADERS | {"host": ("elsewhere",)})
    assert refused is not None
    assert refused.why is v3.Why.SIGNATURE
    assert refused.canonical_request.startswith(
        f"POST\n/\n{OFFICIAL_QUERY}\nhost:elsewhere\nx-acs-action:RunInstances\n"
    )
    assert refused.canonical_request.endswith(f"\n\n{';'.join(OFFICIAL_HEADERS)}\n{HASH_OF_NOTHING}")
    assert refused.string_to_sign == v3.string_to_sign(refused.canonical_request)


def test_repeated_values_are_sorted_and_joined() -> None:
    canonical = v3.canonical_request("GET", "/", {}, {"x-acs-a": ("b", "a", "c,d")}, ["x-acs-a"], HASH_OF_NOTHING)
    assert canonical == f"GET\n/\n\nx-acs-a:a,b,c,d\n\nx-acs-a\n{HASH_OF_NOTHING}"


def test_header_octets_are_signed_as_they_are() -> None:
    # The user agent of a client on a machine with a Chinese name: UTF-8 on the wire, Latin-1 in our hands.
    headers = OFFICIAL_HEADERS | {"user-agent": ("客户端".encode().decode("latin-1"),)}
    canonical = v3.canonical_request("POST", "/", {}, headers, sorted(headers), HASH_OF_NOTHING)
    assert "user-agent:客户端".encode() in canonical.encode("latin-1")
    assert resigned(headers) is None


@pytest.mark.parametrize("signature", ["", "é", OFFICIAL_SIGNATURE.upper(), OFFICIAL_SIGNATURE[:-1], "0" * 9999])
def test_a_signature_that_is_none_is_refused_and_raises_nothing(signature: str) -> None:
    authorization = v3.Authorization(v3.ALGORITHM, "id", tuple(OFFICIAL_HEADERS), signature)
    refused = v3.verify(SECRET, authorization, "POST", "/", decoded(OFFICIAL_QUERY), OFFICIAL_HEADERS, b"")
    assert refused is not None
    assert refused.why is v3.Why.SIGNATURE


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.lists(st.text(st.characters(max_codepoint=255, exclude_characters="\r\n")), min_size=1, max_size=3)


@given(
    query=st.dictionaries(TEXT, TEXT),
    extra=st.dictionaries(st.from_regex(r"x-acs-[a-b]{1,3}", fullmatch=True), VALUES.map(tuple)),
    body=st.binary(),
    secret=TEXT,
    algorithm=st.sampled_from(v3.ALGORITHMS),
)
def test_what_is_signed_verifies_and_nothing_else_does(
    query: dict[str, str], extra: Headers, body: bytes, secret: str, algorithm: str
) -> None:
    headers = OFFICIAL_HEADERS | extra | {"x-acs-content-sha256": (v3.payload_hash(body, algorithm),)}
    authorization = v3.parse_authorization(v3.authorize("id", secret, "POST", "/", query, headers, algorithm))
    assert isinstance(authorization, v3.Authorization)
    assert v3.verify(secret, authorization, "POST", "/", query, headers, body) is None
    assert v3.verify(secret, authorization, "POST", "/", query | {"added": "\0"}, headers, body) is not None
    assert v3.verify(secret, authorization, "POST", "/", query, headers, body + b"x") is not None
    assert v3.verify(secret + "x", authorization, "POST", "/", query, headers, body) is not None
