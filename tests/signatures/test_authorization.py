"""If this fails, a client whose Authorization header is a little different is locked out without being told why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.signatures.authorization import (
    ALGORITHM,
    ALGORITHM_SM3,
    UNSUPPORTED,
    Authorization,
    Malformed,
    parse_authorization,
)
from vectors import captured
from vectors.captured import captures

SIGNATURE = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
EXPECTED = Authorization(ALGORITHM, "YourAccessKeyId", ("host", "x-acs-action"), SIGNATURE)


@pytest.mark.parametrize(
    "fields",
    [
        f"Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action,Signature={SIGNATURE}",
        f"Credential=YourAccessKeyId, SignedHeaders=host;x-acs-action, Signature={SIGNATURE}",
        f"  Credential=YourAccessKeyId ,\tSignedHeaders=host;x-acs-action,Signature={SIGNATURE}",
        f"Signature={SIGNATURE},SignedHeaders=host;x-acs-action,Credential=YourAccessKeyId",
    ],
)
def test_reads_every_spelling_that_clients_use(fields: str) -> None:
    assert parse_authorization(f"{ALGORITHM} {fields}") == EXPECTED


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("", f"must begin with {ALGORITHM}"),
        ("Bearer s3cr3t-t0ken", f"must begin with {ALGORITHM}"),
        ("", f"or {ALGORITHM_SM3} and a blank"),
        (ALGORITHM_SM3, f"After {ALGORITHM_SM3} the"),
        (f"{ALGORITHM.lower()} Credential=a,SignedHeaders=b,Signature=c", f"must begin with {ALGORITHM}"),
        ("MNS id:signature", f"must begin with {ALGORITHM}"),
        (ALGORITHM, "Credential, SignedHeaders and Signature, parted by commas"),
        (f"{ALGORITHM} ", "parted by commas"),
        (f"{ALGORITHM} Credential=a,SignedHeaders=b,Signature=c,", "parted by commas"),
        (f"{ALGORITHM} Credential=a,SignedHeaders=b,Signature=c,More=d", "parted by commas"),
        (f"{ALGORITHM} credential=a,SignedHeaders=b,Signature=c", "parted by commas"),
        (f"{ALGORITHM} Credential=a;SignedHeaders=b;Signature=c", "lacks SignedHeaders and Signature"),
        (f"{ALGORITHM} Credential=a,SignedHeaders=b", "lacks Signature."),
        (f"{ALGORITHM} Credential=,SignedHeaders=,Signature=", "lacks Credential, SignedHeaders and Signature."),
        (f"{ALGORITHM} Credential=a,Credential=b,SignedHeaders=b,Signature=c", "has Credential twice"),
    ],
)
def test_says_what_is_wrong_with_the_others(value: str, why: str) -> None:
    read = parse_authorization(value)
    assert isinstance(read, Malformed)
    assert why in read.why
    assert "s3cr3t" not in read.why


def test_a_request_signed_with_sm3_is_recognised() -> None:
    found = [parse_authorization(c.headers["authorization"][0]) for c in captures() if c.scheme == captured.V3_SM3]
    assert len(found) == 4
    for authorization in found:
        assert isinstance(authorization, Authorization)
        assert authorization.algorithm == ALGORITHM_SM3
        assert authorization.access_key_id == "LTAI5tHeliographTest01"


@pytest.mark.parametrize("algorithm", sorted(UNSUPPORTED))
def test_an_algorithm_that_is_not_served_is_read_all_the_same(algorithm: str) -> None:
    read = parse_authorization(f"{algorithm} Credential=a,SignedHeaders=b,Signature=c")
    assert read == Authorization(algorithm, "a", ("b",), "c")


@given(st.one_of(st.text(), st.text().map(f"{ALGORITHM} ".__add__)))
def test_never_raises(value: str) -> None:
    assert isinstance(parse_authorization(value), Authorization | Malformed)
