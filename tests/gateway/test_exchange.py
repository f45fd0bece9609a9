"""If this fails, counters grow a series for every name that a stranger makes up."""

import pytest

from heliograph.gateway.exchange import Exchange, Scheme
from heliograph.http.request import Request
from heliograph.operations.dysmsapi_2018_05_01.query_message import query_message


def test_only_operations_that_exist_have_a_name_to_count_by() -> None:
    exchange = Exchange(Request("GET", "/", "/", "", {}, b""), "ID", 0)
    assert exchange.common.scheme is Scheme.NONE
    assert exchange.action == "unknown"
    with pytest.raises(AssertionError):
        _ = exchange.operation
    exchange.served = query_message
    assert exchange.action == "QueryMessage"
    assert exchange.operation.name == "QueryMessage"
