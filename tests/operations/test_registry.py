"""If these fail, an operation cannot be called though it is there, or its description lies."""

import pytest

from heliograph.operations.call import Served
from heliograph.operations.description import CHANGES, Access
from heliograph.operations.dysmsapi_2018_05_01.query_message import query_message
from heliograph.operations.registry import OPERATIONS, Registry

#: Source: api §1.0, the table of operations.
SUMMARY = {
    "QueryMessage": (300, "dysms:QueryMessage", Access.GET),
    "SendMessageToGlobe": (2000, "dysms:SendMessageToGlobe", Access.CREATE),
    "BatchSendMessageToGlobe": (1, "dysms:BatchSendMessageToGlobe", Access.CREATE),
    "SendMessageWithTemplate": (1500, "dysms:SendMessageWithTemplate", Access.CREATE),
    "SmsConversion": (500, "dysms:SmsConversion", Access.UPDATE),
    "ConversionData": (10, "dysms:ConversionData", Access.UPDATE),
}


def test_an_operation_is_found_by_version_and_name_and_case_counts() -> None:
    registry = Registry()
    assert registry.find("2018-05-01", "QueryMessage") is query_message
    assert registry.find("2026-11-01", "QueryMessage") is None
    assert registry.find("2018-05-01", "querymessage") is None
    assert registry.knows_version("2026-11-01")
    assert not registry.knows_version("2016-09-27")
    assert registry.knows_action("QueryMessage")
    assert registry.knows_action("ListUsers")
    assert not registry.knows_action("GetGroup")
    assert list(registry) == list(OPERATIONS)


def test_nothing_is_served_twice() -> None:
    with pytest.raises(ValueError, match="QueryMessage"):
        Registry([query_message, query_message])


@pytest.mark.parametrize("name", SUMMARY)
def test_limits_and_rights_are_those_of_the_table(name: str) -> None:
    found = Registry().find("2018-05-01", name)
    assert found is not None
    operation = found.operation
    assert (operation.calls_per_second, operation.action, operation.access) == SUMMARY[name]
    assert operation.changes == (operation.access in CHANGES)


@pytest.mark.parametrize("served", OPERATIONS, ids=lambda served: served.operation.name)
def test_every_description_is_whole(served: Served) -> None:
    operation = served.operation
    assert operation.says.endswith(".")
    assert operation.source
    assert operation.calls_per_second > 0
    assert set(operation.methods) <= {"GET", "POST"}
    names = [parameter.name for parameter in operation.parameters]
    assert len(set(names)) == len(names)
    for parameter in operation.parameters:
        assert parameter.says.endswith(".")
        assert parameter.example
        assert parameter.refused_as in operation.refusals
    answers = [answer.name for answer in operation.answers]
    assert len(set(answers)) == len(answers)
    assert "RequestId" in answers
    assert operation.refuses_by_document is not ({operation.outcome.code, operation.outcome.text} <= set(answers))
