"""If these fail, an operation is not found, or does not say why it is closed."""

from heliograph.console.operation_list import NOT_ALLOWED, find_operation, operation_list
from heliograph.explorer.products import products


def names(asked: str) -> list[str]:
    return [one.operation.name for group in operation_list(asked, lambda _: "") for one in group.listed]


def test_all_operations_are_there_those_of_messages_first():
    groups = operation_list("", lambda _: "")
    assert [group.product for group in groups] == ["Dysmsapi", "Ram", "Sts", "Dybaseapi", "Heliograph"]
    assert len(names("")) == sum(map(len, products().values()))
    assert names("")[0] == "SendMessageToGlobe"


def test_the_words_may_be_in_name_sentence_or_parameters():
    assert names("QUERYmessage") == ["QueryMessage"]
    assert "SendMessageWithTemplate" in names("send templateparam")
    assert names("no such thing") == []


def test_what_is_closed_is_shown_with_why():
    groups = operation_list("", lambda operation: NOT_ALLOWED if operation.product == "Ram" else "")
    why = {group.product: {one.closed for one in group.listed} for group in groups}
    assert (why["Ram"], why["Sts"]) == ({NOT_ALLOWED}, {""})


def test_an_operation_is_found_by_its_whole_name():
    found = find_operation("Ram", "2015-05-01", "GetUser")
    assert found is not None
    assert found.name == "GetUser"
    assert find_operation("Ram", "2015-05-01", "getuser") is None
    assert find_operation("Ram", "2018-05-01", "GetUser") is None
