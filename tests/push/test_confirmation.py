"""If this fails, a receipt that a subscriber refused counts as told, or one that it has is pushed for three days."""

import pytest

from heliograph.push.confirmation import objection


@pytest.mark.parametrize("body", [b'{"code":0,"msg":"\xe6\x8e\xa5"}', b'{"code":0}', b' {"msg":"ok","code":0.0}\n'])
def test_the_number_0_confirms(body):
    assert objection(200, body) == ""


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (200, b"ok"),
        (200, b"0"),
        (200, b'[{"code":0}]'),
        (200, b"{}"),
        (200, b'{"code":"0"}'),
        (200, b'{"code":false}'),
        (200, b'{"code":null}'),
        (200, b'{"code":1}'),
        (200, b'{"code":0'),
        (200, b"\xff\xfe"),
        (201, b'{"code":0}'),
        (204, b""),
        (301, b'{"code":0}'),
        (500, b'{"code":0}'),
    ],
)
def test_nothing_else_does(status, body):
    assert objection(status, body)


def test_what_a_subscriber_wrote_is_not_repeated():
    assert "secret" not in objection(200, b'{"code":"secret"}') + objection(500, b"secret")
