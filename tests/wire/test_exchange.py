"""A place in the order of replies."""

import pytest

from heliograph.http import Request
from heliograph.wire.exchange import Exchange


@pytest.mark.parametrize(("method", "expected"), [("HEAD", True), ("GET", False), (None, False)])
def test_only_the_reply_to_head_goes_without_its_body(method: str | None, expected: bool) -> None:
    request = None if method is None else Request(method, "/", "/", "", {}, b"")
    assert Exchange(request, keep_alive=True).head_only is expected
