"""If these fail, a client cannot read its answer."""

import xml.etree.ElementTree as ElementTree

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.gateway.render import Format, answer, render
from heliograph.operations.call import Reply
from heliograph.operations.dybaseapi_2017_05_25.query_token_for_mns_queue import QUERY_TOKEN_FOR_MNS_QUEUE
from heliograph.operations.dysmsapi_2018_05_01.query_message import QUERY_MESSAGE

FIELDS = {
    "To": "85261234567",
    "NumberDetail": {"Country": "China", "Region": "HongKong"},
    "Status": "1",
    "Message": "a & b <c>\r\n\x00",
}


def test_content_types_are_spelled_as_the_sdks_compare_them() -> None:
    assert Format.JSON.value == "application/json;charset=utf-8"
    assert Format.XML.value == "text/xml;charset=utf-8"


def test_an_answer_has_the_pages_order_and_nothing_that_is_not_known() -> None:
    fields = answer(QUERY_MESSAGE, Reply(fields=FIELDS), "ID")
    assert list(fields) == [
        "Status",
        "ResponseCode",
        "NumberDetail",
        "Message",
        "ResponseDescription",
        "To",
        "RequestId",
    ]


def test_versions_of_2017_say_code_and_message() -> None:
    for reply in (Reply(), Reply("INVALID_PARAMETERS", "why")):
        fields = answer(QUERY_TOKEN_FOR_MNS_QUEUE, reply, "ID")
        assert fields == {"Code": reply.code, "Message": reply.description, "RequestId": "ID"}


def test_a_refusal_is_its_code_its_description_and_the_request_id() -> None:
    fields = answer(QUERY_MESSAGE, Reply("DATA_NOT_EXIST", "No such."), "ID")
    assert fields == {"ResponseCode": "DATA_NOT_EXIST", "ResponseDescription": "No such.", "RequestId": "ID"}


def test_json_is_plain() -> None:
    assert render(Format.JSON, "X", {"A": "您", "B": {"C": "1"}}) == '{"A":"您","B":{"C":"1"}}'.encode()


def test_xml_nests_objects_and_repeats_lists() -> None:
    document = {"A": "x", "O": {"P": "y"}, "L": [{"Q": "1"}, {"Q": "2"}]}
    assert render(Format.XML, "QueryMessageResponse", document) == (
        b'<?xml version="1.0" encoding="utf-8"?><QueryMessageResponse><A>x</A><O><P>y</P></O>'
        b"<L><Q>1</Q></L><L><Q>2</Q></L></QueryMessageResponse>"
    )


@pytest.mark.parametrize("text", ["a & b <c> ]]>", "line\r\nline", "\ttab ", "您🎉"])
def test_xml_gives_every_text_back(text: str) -> None:
    assert ElementTree.fromstring(render(Format.XML, "R", {"A": text})).findtext("A") == text


@given(st.text())
def test_any_text_makes_a_document_that_can_be_read(text: str) -> None:
    """A message's text may hold what XML cannot; then U+FFFD stands for it."""
    text = text.encode(errors="replace").decode()
    found = ElementTree.fromstring(render(Format.XML, "R", {"A": text})).findtext("A") or ""
    assert len(found) == len(text)
    assert all(a in (b, "\ufffd") for a, b in zip(found, text, strict=True))
    assert orjson.loads(render(Format.JSON, "R", {"A": text})) == {"A": text}


def test_numbers_and_truths_are_of_their_own_kinds() -> None:
    values = {"IsTruncated": False, "Count": 2, "Values": ["a", "b"]}
    assert orjson.loads(render(Format.JSON, "R", values)) == values
    document = render(Format.XML, "R", values)
    assert document.endswith(
        b"<R><IsTruncated>false</IsTruncated><Count>2</Count><Values>a</Values><Values>b</Values></R>"
    )
