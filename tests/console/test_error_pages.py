"""If this fails, whoever follows `Recommend` from a refusal finds nothing, or a stranger's markup."""

from urllib.parse import quote, urlsplit

import pytest

from heliograph.console.error_pages import ErrorPages
from heliograph.console.frame import Frame, reader_of
from heliograph.gateway.faults import document, fault, missing
from heliograph.http.request import Request
from heliograph.http.response import Response
from heliograph.sms.codes import CODES, KINDS


async def page(path: str, method: str = "GET") -> tuple[int, str]:
    pages = ErrorPages(Frame(), lambda request: reader_of(request, None, lambda action: False))
    answer = await pages.answer(Request(method, path, path, "", {}, b""))
    assert isinstance(answer, Response)
    return answer.status, answer.body.decode()


@pytest.mark.parametrize("row", CODES, ids=lambda row: f"{row.kind}-{row.code}")
async def test_every_code_has_its_page(row) -> None:
    status, text = await page(f"/errors/{quote(row.code, safe='.')}")
    assert status == 200
    assert KINDS[row.kind] in text


@pytest.mark.parametrize("refusal", [fault("SignatureDoesNotMatch"), missing("To"), fault("Throttling.User")])
async def test_recommend_leads_to_the_page(refusal) -> None:
    request = Request("POST", "/", "/", "", {"host": ("127.0.0.1:8080",)}, b"")
    status, text = await page(urlsplit(document(refusal, request, "REQ")["Recommend"]).path)
    assert status == 200
    assert refusal.code in text


async def test_words_that_only_smpp_knows_are_explained_too() -> None:
    assert "ErrorCode of a message" in (await page("/errors/ESME_RINVDSTADR"))[1]


async def test_the_list_leads_to_every_code() -> None:
    status, text = await page("/errors")
    assert status == 200
    assert all(f"/errors/{quote(row.code, safe='/')}" in text for row in CODES)


@pytest.mark.parametrize("code", ["<script>alert(1)</script>", "NOSUCHCODE", "A" * 5000, "..%2f..%2fetc"])
async def test_what_is_no_code_is_not_repeated(code: str) -> None:
    status, text = await page(f"/errors/{quote(code, safe='')}")
    assert status == 404
    assert "alert" not in text
    assert "AAAA" not in text


async def test_only_reading_is_possible() -> None:
    assert (await page("/errors/OK", "POST"))[0] == 405
