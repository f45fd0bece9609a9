"""If this fails, the documents name a way to sign that the server does not know."""

from heliograph.explorer.security import SECURITY_SCHEMES
from heliograph.signatures import v1, v3


def test_the_schemes_are_those_of_the_signatures():
    assert SECURITY_SCHEMES["V3"]["scheme"] == v3.ALGORITHM
    assert SECURITY_SCHEMES["V1"]["name"] == v1.SIGNATURE
    assert f"SignatureMethod={v1.METHOD}" in SECURITY_SCHEMES["V1"]["description"]
    assert f"SignatureVersion={v1.VERSION}" in SECURITY_SCHEMES["V1"]["description"]
