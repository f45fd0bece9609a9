"""If this fails, a batch of deletions is read wrongly, or a small document makes the server work for minutes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.gateway.faults import Fault
from heliograph.queues.handle_list import OCTETS_MAX, read_handles

NS = b' xmlns="http://mns.aliyuncs.com/doc/v1/"'


def listed(*handles: bytes) -> bytes:
    items = b"".join(b"<ReceiptHandle>%b</ReceiptHandle>" % handle for handle in handles)
    return b'<?xml version="1.0" encoding="UTF-8"?><ReceiptHandles%b>%b</ReceiptHandles>' % (NS, items)


def code_of(body: bytes) -> str:
    found = read_handles(body, 16)
    assert isinstance(found, Fault)
    return found.code


def test_the_handles_are_read_in_their_order() -> None:
    assert read_handles(listed(b"1-a==", b"1-b"), 16) == ("1-a==", "1-b")
    assert read_handles(b"<ReceiptHandles>\n <ReceiptHandle> 1-a\n</ReceiptHandle>\n</ReceiptHandles>", 16) == ("1-a",)
    assert read_handles(listed(b"a&amp;b"), 16) == ("a&b",)


def test_there_is_at_least_one_and_there_are_not_more_than_allowed() -> None:
    assert len(read_handles(listed(*[b"1-a"] * 16), 16)) == 16
    assert code_of(listed(*[b"1-a"] * 17)) == "InvalidArgument"
    for body in (listed(), listed(b""), listed(b"1-a", b"  ")):
        assert code_of(body) == "MissingReceiptHandle"


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><ReceiptHandles><ReceiptHandle>&a;</ReceiptHandle></ReceiptHandles>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x"><ReceiptHandles/>',
        b"<!DOCTYPE x><ReceiptHandles/>",
    ],
)
def test_a_document_type_is_refused_whatever_is_in_it(body: bytes) -> None:
    assert code_of(body) == "MalformedXML"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<ReceiptHandles>", "MalformedXML"),
        (b"{}", "MalformedXML"),
        (b"<ReceiptHandles>&a;</ReceiptHandles>", "MalformedXML"),
        ("<ReceiptHandles>\u00e9</ReceiptHandles>".encode("latin-1"), "MalformedXML"),
        (b"<Messages/>", "InvalidArgument"),
        (b"<ReceiptHandles><Message/></ReceiptHandles>", "InvalidArgument"),
        (b"<ReceiptHandles><ReceiptHandle><b/></ReceiptHandle></ReceiptHandles>", "InvalidArgument"),
        (b"<a>" * 4000, "InvalidArgument"),
        (listed(b"a" * OCTETS_MAX), "InvalidArgument"),
    ],
)
def test_what_is_no_list_of_handles_is_refused(body: bytes, code: str) -> None:
    assert code_of(body) == code


@given(st.binary(max_size=300))
def test_any_octets_get_an_answer(body: bytes) -> None:
    assert isinstance(read_handles(body, 16), (Fault, tuple))


@given(st.lists(st.text("ABCabc019-_=", min_size=1), min_size=1, max_size=16))
def test_every_list_that_is_written_is_read_again(handles: list[str]) -> None:
    assert read_handles(listed(*[handle.encode() for handle in handles]), 16) == tuple(handles)
