"""If this fails, a page shows a text as markup, shows it to strangers, or does not show what happened."""

import asyncio
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

import orjson

from heliograph.console.ports import ConsolePorts
from heliograph.console.sign_in import SignIn
from heliograph.console.site import Site
from heliograph.http.request import Request
from heliograph.http.response import Response, Stream
from heliograph.identity import Credential, root_principal
from heliograph.sms.msisdn import NumberBook

HOSTS = frozenset({"127.0.0.1"})

ROOT = Credential("LTAIroot", "secret", "1", root_principal("1"))

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
    "CallId": "3F2504E0",
    "Carrier": "net-one",
    "NumberDetail": {"Country": "United States", "Region": "Washington D.C."},
    "ResponseCode": "OK",
    "SegmentParts": [
        {"Number": "1", "State": "in_doubt", "Attempts": [{"Number": "1", "Carrier": "net-one", "State": "in_doubt"}]}
    ],
    "Timeline": [
        {
            "Date": "Tue, 24 Nov 2026 20:00:00 +0800",
            "Timestamp": "1795521600000",
            "Event": "accepted",
            "Detail": '{"lane":"net-one"}',
            "QueryMessage": {"Status": "3"},
        },
        {
            "Date": "Tue, 24 Nov 2026 20:00:01 +0800",
            "Timestamp": "1795521601500",
            "QueryMessage": {"Status": "3"},
            "Event": "submit_lost",
            "Segment": "1",
            "Attempt": "1",
            "State": "in_doubt",
        },
        {
            "Date": "Tue, 24 Nov 2026 20:00:09 +0800",
            "Timestamp": "1795521609000",
            "QueryMessage": {"Status": "3"},
            "Event": "failed_over",
            "Says": "net-one had no link, so it went on to net-two.",
        },
    ],
}


#: What has nothing to tell of any message, each with the list that it answers.
EMPTY: dict[str, dict[str, Any]] = {
    "ListCalls": {"Calls": []},
    "GetMessagePushes": {"Pushes": []},
    "GetMessageTrace": {"Pdus": [], "Says": "Nothing is kept."},
}

#: What a message has that was submitted as octets, in place of a text.
OCTETS = {"MessageId": "88", "Octets": "0001FF", "DataCoding": "4", "Udh": "050003A50201", "Tlvs": "1400=3130"}


class Operations:
    """Stands in for the gateway's dispatch: what it was asked, and fixed answers."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        self.rows: list[dict[str, Any]] = [ROW]
        self.refuse = False

    async def dispatch(
        self,
        caller: Credential,
        version: str,
        action: str,
        parameters: Mapping[str, str],
        *,
        peer: str = "",
        secure: bool = False,
    ) -> Mapping[str, Any]:
        assert caller == ROOT
        assert version == ("2018-05-01" if action == "QueryMessage" else "2026-11-01")
        self.asked.append((action, parameters))
        if self.refuse:
            return {"ResponseCode": "NoPermission", "ResponseDescription": "no policy allows it"}
        if action == "DiagnoseMessage":
            return {"ResponseCode": "OK", "Findings": [{"Code": "link_down", "Says": "The link is down."}]}
        if action == "QueryMessage":
            return {"ResponseCode": "OK", "Status": "3", "To": ROW["To"], "Message": ROW["Message"]}
        if action == "ResendMessage":
            return {"ResponseCode": "OK", "MessageId": "79"}
        if action == "GetCall":
            return {"ResponseCode": "DATA_NOT_EXIST", "ResponseDescription": "the call is kept no longer"}
        if action == "ListMessages":
            return {"ResponseCode": "OK", "Messages": self.rows, "IsTruncated": "true", "NextBefore": "77"}
        if action in EMPTY:
            return {"ResponseCode": "OK", **EMPTY[action]}
        if parameters["MessageId"] == "88":
            return {key: value for key, value in DETAIL.items() if key != "Message"} | OCTETS
        found = parameters["MessageId"] == "77"
        return DETAIL if found else {"ResponseCode": "DATA_NOT_EXIST", "ResponseDescription": "no such message"}

    async def answer(self, request: Request) -> Response:
        """The API's application, too."""
        raise AssertionError("no page of this module calls the API")


class Clock:
    def utc_ms(self) -> int:
        return 1

    def steady_ms(self) -> int:
        return 1


class Browser:
    """A signed-in browser without a network."""

    def __init__(self) -> None:
        self.operations = Operations()
        self.allowed = True
        self.sign_in = SignIn(Clock(), ROOT)
        ports = ConsolePorts(
            self.operations.dispatch,
            lambda *_: self.allowed,
            Clock(),
            application=self.operations.answer,
            lend=nullcontext,
            numbers=NumberBook(),
            refresh_seconds=0.001,
        )
        self.site = Site(ports, self.sign_in, HOSTS)
        session = self.sign_in.exchange(self.sign_in.new_token())
        self.cookie = f"heliograph_session={session}"

    async def get(
        self,
        path: str,
        query: str = "",
        cookie: bool = True,
        method: str = "GET",
        body: bytes = b"",
        more_cookies: str = "",
        **more: str,
    ) -> Any:
        headers = {"host": ("127.0.0.1:8080",), **{name.replace("_", "-"): (value,) for name, value in more.items()}}
        if cookie:
            headers["cookie"] = (self.cookie + more_cookies,)
        target = f"{path}?{query}" if query else path
        return await self.site.answer(Request(method, target, path, query, headers, body))

    @property
    def csrf(self) -> str:
        """What every form of this session carries."""
        session = self.sign_in.session(Request("GET", "/", "/", "", {"cookie": (self.cookie,)}, b""))
        assert session is not None
        return session.csrf


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
    assert browser.operations.asked[0] == (
        "ListMessages",
        {"Query": "to:12025550100", "Before": "99", "MaxItems": "50"},
    )
    assert "/console?q=to%3A12025550100&amp;before=77" in page
    assert "data-paged" in page, "an older page must not be filled with new rows"


async def test_a_message_shows_its_timeline_and_hand_overs():
    page = await text(Browser(), "/console/messages/77")
    for shown in ("submit lost", "in doubt", "Washington D.C.", "lane <code>net-one</code>", "it went on to net-two."):
        assert shown in page


async def test_a_message_says_why_and_when_what_was_answered_and_can_be_sent_again():
    browser = Browser()
    page = await text(browser, "/console/messages/77")
    for shown in ("The link is down.", "+1.5 s", "What QueryMessage answers now", "QueryMessage · Python"):
        assert shown in page
    assert "<script>alert" not in page
    then = await text(browser, "/console/messages/77", "at=2")
    assert "What QueryMessage answered after line 2" in then
    for nonsense in ("at=0", "at=99", "at=-1", "at=x", "at=%F0%9F%98%80"):
        assert "answers now" in await text(browser, "/console/messages/77", nonsense)
    sent = await browser.get("/console/messages/77/resend", method="POST", body=f"csrf={browser.csrf}".encode())
    assert dict(sent.headers)["Location"] == "/console/messages/79"


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


async def test_what_policies_refuse_is_a_page_that_says_so():
    browser = Browser()
    browser.operations.refuse = True
    for path in ("/console", "/console/messages/77"):
        reply = await browser.get(path)
        assert reply.status == 403
        assert b"no policy allows it" in reply.body


async def test_the_rail_offers_only_what_policies_allow():
    browser = Browser()
    assert 'href="/console" data-key="m"' in await text(browser, "/console")
    browser.allowed = False
    page = await text(browser, "/console")
    assert 'data-key="m"' not in page
    assert 'data-key="x"' in page, "the codes are open to all"


async def test_a_form_without_the_sessions_token_does_nothing():
    browser = Browser()
    for sent in (b"", b"csrf=guess"):
        reply = await browser.get("/console/sign-out", method="POST", body=sent)
        assert reply.status in (403, 404)
        assert (await browser.get("/console")).status == 200, "still signed in"


async def test_signing_out_ends_the_session():
    browser = Browser()
    reply = await browser.get("/console/sign-out", method="POST", body=f"csrf={browser.csrf}".encode())
    assert reply.status == 303
    assert (await browser.get("/console")).status == 401


async def test_a_part_that_is_asked_for_after_the_session_ended_loads_the_sign_in_page():
    reply = await Browser().get("/console", cookie=False, hx_request="true")
    assert dict(reply.headers)["HX-Redirect"] == "/console"


async def test_preferences_are_kept_and_lead_back():
    reply = await Browser().get(
        "/console/preferences", method="POST", body=b"theme=dark&language=zh-CN&back=/console%3Fto%3D1"
    )
    kept = [value for name, value in reply.headers if name == "Set-Cookie"]
    assert dict(reply.headers)["Location"] == "/console?to=1"
    assert any("heliograph-theme=dark" in one for one in kept)
    assert any("heliograph-language=zh-CN" in one for one in kept)


async def test_preferences_lead_nowhere_else_and_keep_nothing_strange():
    for back in (b"//evil.example", b"https://evil.example", b"/\\evil.example", b"/a%0d%0aSet-Cookie:x=1"):
        reply = await Browser().get("/console/preferences", method="POST", body=b"theme=neon&language=xx&back=" + back)
        assert dict(reply.headers)["Location"] == "/console"
        assert "Set-Cookie" not in dict(reply.headers)


async def test_pages_are_in_the_readers_language_and_theme():
    browser = Browser()
    reply = await browser.get("/console", more_cookies="; heliograph-language=zh-CN; heliograph-theme=dark")
    assert '<html lang="zh-CN" data-theme="dark">' in reply.body.decode()
    assert "结果不明" in reply.body.decode()
    assert 'lang="zh-CN"' in (await browser.get("/console", accept_language="zh-TW,en;q=0.5")).body.decode()


async def test_a_method_that_a_page_has_not_is_refused():
    browser = Browser()
    reply = await browser.get("/console/messages/77", method="POST", body=f"csrf={browser.csrf}".encode())
    assert reply.status == 405
    assert (await browser.get("/console/nothing/here")).status == 404
