"""If this fails, a page shows a text as markup, shows it to strangers, or does not show what happened."""

import asyncio
from collections.abc import Mapping
from typing import Any

import orjson

from heliograph.console.sign_in import SignIn
from heliograph.console.site import Site
from heliograph.http.request import Request
from heliograph.http.response import Response, Stream

HOSTS = frozenset({"127.0.0.1"})

ROW = {
    "MessageId": "77",
    "To": "12025550100",
    "From": "Helio",
    "Message": "<script>alert(1)</script> & more",
    "State": "in_doubt",
    "Segments": "2",
    "AcceptedDate": "Tue, 24 Nov 2026 20:00:00 +0800",
}

DETAIL = {
    **ROW,
    "Carrier": "net-one",
    "NumberDetail": {"Country": "United States", "Region": "Washington D.C."},
    "ResponseCode": "OK",
    "SegmentParts": [
        {"Number": "1", "State": "in_doubt", "Attempts": [{"Number": "1", "Carrier": "net-one", "State": "in_doubt"}]}
    ],
    "Timeline": [
        {"Date": "Tue, 24 Nov 2026 20:00:00 +0800", "Event": "accepted", "Detail": '{"lane":"net-one"}'},
        {
            "Date": "Tue, 24 Nov 2026 20:00:01 +0800",
            "Event": "submit_lost",
            "Segment": "1",
            "Attempt": "1",
            "State": "in_doubt",
        },
        {
            "Date": "Tue, 24 Nov 2026 20:00:09 +0800",
            "Event": "failed_over",
            "Says": "net-one had no link, so it went on to net-two.",
        },
    ],
}


#: What a message has that was submitted as octets, in place of a text.
OCTETS = {"MessageId": "88", "Octets": "0001FF", "DataCoding": "4", "Udh": "050003A50201", "Tlvs": "1400=3130"}


class Operations:
    """Stands in for the gateway's dispatch: what it was asked, and fixed answers."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        self.rows: list[dict[str, Any]] = [ROW]

    async def ask(self, action: str, parameters: Mapping[str, str]) -> Mapping[str, Any]:
        self.asked.append((action, parameters))
        if action == "ListMessages":
            return {"ResponseCode": "OK", "Messages": self.rows, "IsTruncated": "true", "NextBefore": "77"}
        if parameters["MessageId"] == "88":
            return {key: value for key, value in DETAIL.items() if key != "Message"} | OCTETS
        found = parameters["MessageId"] == "77"
        return DETAIL if found else {"ResponseCode": "DATA_NOT_EXIST", "ResponseDescription": "no such message"}


class Clock:
    def utc_ms(self) -> int:
        return 1

    def steady_ms(self) -> int:
        return 1


class Browser:
    """A signed-in browser without a network."""

    def __init__(self) -> None:
        self.operations = Operations()
        self.sign_in = SignIn(Clock())
        self.site = Site(self.operations.ask, self.sign_in, HOSTS, refresh_seconds=0.001)
        session = self.sign_in.exchange(self.sign_in.new_token())
        self.cookie = f"heliograph_session={session}"

    async def get(self, path: str, query: str = "", cookie: bool = True, method: str = "GET", body: bytes = b"") -> Any:
        headers = {"host": ("127.0.0.1:8080",)}
        if cookie:
            headers["cookie"] = (self.cookie,)
        return await self.site.answer(Request(method, path, path, query, headers, body))


async def text(browser: Browser, path: str, query: str = "") -> str:
    reply = await browser.get(path, query)
    assert isinstance(reply, Response)
    assert reply.status == 200
    return reply.body.decode()


async def test_a_hostile_text_is_shown_as_text():
    page = await text(Browser(), "/console")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page


async def test_strangers_see_nothing_but_how_to_sign_in():
    for path in ("/console", "/console/messages/77", "/console/events"):
        reply = await Browser().get(path, cookie=False)
        assert reply.status == 401
        assert b"12025550100" not in reply.body


async def test_the_search_asks_for_one_number_and_pages_go_on():
    browser = Browser()
    page = await text(browser, "/console", "to=12025550100&before=99")
    assert browser.operations.asked[-1] == ("ListMessages", {"To": "12025550100", "Before": "99", "MaxItems": "50"})
    assert "before=77&amp;to=12025550100" in page
    assert "data-live" not in page, "an older page must not be filled with new rows"


async def test_a_message_shows_its_timeline_and_hand_overs():
    page = await text(Browser(), "/console/messages/77")
    for shown in ("submit lost", "in doubt", "Washington D.C.", "lane <code>net-one</code>", "it went on to net-two."):
        assert shown in page


async def test_a_message_without_a_text_shows_its_octets():
    browser = Browser()
    browser.operations.rows = [{key: value for key, value in ROW.items() if key != "Message"}]
    assert "no text" in await text(browser, "/console")
    page = await text(browser, "/console/messages/88")
    assert all(shown in page for shown in ("0001FF", "data_coding 4", "050003A50201", "1400=3130"))


async def test_an_unknown_message_is_a_page_too():
    reply = await Browser().get("/console/messages/78")
    assert reply.status == 404
    assert b"No such message" in reply.body


async def test_every_page_forbids_what_is_not_ours():
    reply = await Browser().get("/console")
    headers = dict(reply.headers)
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert b"http://" not in reply.body.replace(b"http://www.w3.org", b"")
    assert b"<style" not in reply.body
    assert b"onclick" not in reply.body


async def test_assets_are_served_and_nothing_beside_them():
    browser = Browser()
    assert (await browser.get("/console/static/console.css")).content_type.startswith("text/css")
    for path in ("/console/static/../site.py", "/console/static/site.py", "/console/static/"):
        assert (await browser.get(path)).status == 404


async def test_the_token_is_exchanged_for_a_cookie_once():
    browser = Browser()
    body = b"token=" + browser.sign_in.new_token().encode()
    first = await browser.get("/console/session", cookie=False, method="POST", body=body)
    assert first.status == 204
    assert any(name == "Set-Cookie" for name, _ in first.headers)
    assert (await browser.get("/console/session", cookie=False, method="POST", body=body)).status == 403


async def test_the_stream_tells_new_and_changed_rows_only():
    browser = Browser()
    stream = await browser.get("/console/events")
    assert isinstance(stream, Stream)
    events: list[list[dict[str, str]]] = []

    async def read() -> None:
        async for piece in stream.chunks:
            if piece.startswith(b"event: rows"):
                events.append(orjson.loads(piece.partition(b"data: ")[2]))
                if len(events) == 1:
                    browser.operations.rows = [{**ROW, "MessageId": "78"}, ROW]
                elif len(events) == 2:
                    browser.operations.rows = [{**ROW, "MessageId": "78", "State": "delivered"}, ROW]
                else:
                    return

    async with asyncio.timeout(10):
        await read()
    assert [[row["id"] for row in event] for event in events] == [["77"], ["78"], ["78"]]
    assert "delivered" in events[2][0]["html"]
