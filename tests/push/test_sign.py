"""If this fails, a subscriber cannot tell our pushes from forged ones, or takes a repeated batch for a new one."""

from heliograph.push.sign import idempotency_key, signature_headers
from heliograph.store.told import Key, Kind

BODY = b'[{"To":"85211112222"}]'


def test_the_signature_is_what_the_manual_says():
    headers = dict(signature_headers(b"secret", BODY, 1_637_807_100_999))
    # printf '1637807100.[{"To":"85211112222"}]' | openssl dgst -sha256 -hmac secret
    assert headers == {
        "X-Heliograph-Timestamp": "1637807100",
        "X-Heliograph-Signature": "v1=73eaa821bcafa46e2122761e391c2ce901fa568a0c027247df7a21d93986f422",
    }


def test_without_a_secret_nothing_is_signed():
    assert signature_headers(b"", BODY, 1) == ()


def test_the_key_names_the_content_whatever_the_lease():
    first = Key("1/shop", Kind.REPORT, 7, 1, lease_end=5)
    again = Key("1/shop", Kind.REPORT, 7, 1, lease_end=9)
    others = [
        Key("1/other", Kind.REPORT, 7, 1),
        Key("1/shop", Kind.INBOUND, 7, 1),
        Key("1/shop", Kind.REPORT, 8, 1),
        Key("1/shop", Kind.REPORT, 7, 2),
    ]
    assert idempotency_key([first]) == idempotency_key([again])
    assert len({idempotency_key([one]) for one in [first, *others]} | {idempotency_key([first, *others])}) == 6
