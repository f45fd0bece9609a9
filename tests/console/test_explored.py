"""If these fail, the explorer offers what policies close, or keeps quiet about why."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.console.explorer_address import TABS, path_of
from heliograph.console.ports import ConsolePorts
from heliograph.console.sign_in import SignIn
from heliograph.console.site import Site
from heliograph.explorer.products import products
from heliograph.http.request import Request
from heliograph.http.response import Response
from heliograph.identity import Credential, root_principal
from heliograph.identity.account import ROOT_ACCOUNT
from heliograph.sms.msisdn import NumberBook

SEND = "/console/explorer/Dysmsapi/2018-05-01/SendMessageToGlobe"
NUMBERS = NumberBook()


class Clock:
    def utc_ms(self) -> int:
        return 1_795_000_000_000

    def steady_ms(self) -> int:
        return 1


class Visitor:
    """Somebody of an account, before an API that answers what it is told to, and a carrier that is inside or not."""

    def __init__(self, account: str = ROOT_ACCOUNT, allowed: bool = True, simulated: bool = True) -> None:
        self.answer: dict[str, Any] = {"ResponseCode": "OK", "MessageId": "77", "RequestId": "R-1"}
        self.rules_answer: dict[str, Any] = {"ResponseCode": "OK", "ResponseDescription": "no simulator"}
        self.called: list[Request] = []
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        holder = Credential("LTAIroot", "secret", account, root_principal(account))
        self.sign_in = SignIn(Clock(), holder)
        ports = ConsolePorts(
            self._dispatch,
            lambda _, action: allowed,
            Clock(),
            application=self._application,
            lend=nullcontext,
            numbers=NUMBERS,
            simulated=lambda: simulated,
        )
        self.site = Site(ports, self.sign_in, frozenset({"127.0.0.1"}))
        self.cookie = f"heliograph_session={self.sign_in.exchange(self.sign_in.new_token())}"

    async def _application(self, request: Request) -> Response:
        self.called.append(request)
        return Response(200, json.dumps(self.answer).encode())

    async def _dispatch(
        self,
        caller: Credential,
        version: str,
        action: str,
        parameters: Mapping[str, str],
        *,
        peer: str = "",
        secure: bool = False,
    ) -> Mapping[str, Any]:
        self.asked.append((action, parameters))
        return self.rules_answer

    async def get(self, path: str, query: str = "") -> str:
        reply = await self._ask("GET", path, query, b"")
        return reply.body.decode()

    async def post(self, path: str, body: str, part: bool = True, **headers: str) -> Response:
        session = self.sign_in.session(Request("GET", "/", "/", "", {"cookie": (self.cookie,)}, b""))
        assert session is not None
        sent = {"hx_request": "true"} if part else {}
        return await self._ask("POST", path, "", f"csrf={session.csrf}&{body}".encode(), **sent, **headers)

    async def _ask(self, method: str, path: str, query: str, body: bytes, **more: str) -> Response:
        named = {name.replace("_", "-"): (value,) for name, value in more.items()}
        headers = {"host": ("127.0.0.1:8080",), "cookie": (self.cookie,), **named}
        reply = await self.site.answer(
            Request(method, f"{path}?{query}", path, query, headers, body, peer="192.0.2.7", secure=True)
        )
        assert isinstance(reply, Response)
        return reply


#: One for all examples: to read the templates takes longer than to draw them.
EVERYBODY = Visitor()


async def test_what_policies_close_is_shown_with_why_and_can_be_read():
    page = await Visitor(allowed=False).get(SEND)
    assert page.count('class="closed"') > 100
    assert '<strong class="bad">not allowed by your policies</strong>' in page
    assert 'id="field-To"' in page
    assert "AssumeRole" in page


@pytest.mark.parametrize("product", products(), ids=lambda product: product[0])
@pytest.mark.parametrize("tab", TABS)
async def test_every_operation_has_its_page(product: tuple[str, str], tab: str):
    visitor = Visitor()
    for operation in products()[product]:
        page = await visitor.get(path_of(operation), f"tab={tab}&target=cloud")
        assert f'<h1 id="operation">{operation.name}</h1>' in page
        for parameter in operation.parameters:
            assert f'name="{parameter.name}"' in page
        typed = await visitor.post(f"{path_of(operation)}/form", f"tab={tab}")
        assert typed.status == 200


@given(
    st.binary(max_size=300),
    st.sampled_from(["SendMessageToGlobe", "BatchSendMessageToGlobe", "SendMessageWithTemplate"]),
)
def test_no_form_that_is_sent_breaks_the_page(octets: bytes, name: str):
    visitor, path = EVERYBODY, f"/console/explorer/Dysmsapi/2018-05-01/{name}"
    session = visitor.sign_in.session(Request("GET", "/", "/", "", {"cookie": (visitor.cookie,)}, b""))
    assert session is not None
    for start in (b"tab=sample&Message=", b"To=", b"TemplateParam="):
        body = f"csrf={session.csrf}&".encode() + start + octets
        for below in ("/form", ""):
            reply = asyncio.run(visitor._ask("POST", path + below, "", body, hx_request="true"))
            # A form may well name another token than the session's.
            assert reply.status in (200, 403)


async def test_a_hostile_answer_is_only_shown():
    visitor = Visitor()
    bite = "</code></pre><script>alert(1)</script>"
    visitor.answer = {"ResponseCode": bite, "ResponseDescription": bite, "RequestId": bite, "MessageId": bite}
    page = (await visitor.post(SEND, "To=12025550100&Message=Hi")).body.decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    visitor.answer["ResponseCode"] = "OK"
    page = (await visitor.post(SEND, "To=12025550100&Message=Hi")).body.decode()
    assert "<script>" not in page
    assert "<script>" not in await visitor.get(SEND, "tab=response"), "nor among the last calls"


async def test_operations_of_the_server_are_closed_to_customers():
    page = await Visitor(account="2000000000000002").get("/console/explorer/Heliograph/2026-11-01/CreateAccount")
    assert '<strong class="bad">for the server&#39;s own account only</strong>' in page
    assert '<strong class="bad">' not in await Visitor(account="2000000000000002").get(SEND)


@pytest.mark.parametrize(
    "visitor",
    [Visitor(simulated=False), Visitor(allowed=False), Visitor(account="2000000000000002")],
    ids=["live carriers", "no policy", "a customer"],
)
async def test_a_result_is_forced_only_where_the_carrier_is_inside_and_ones_own_to_rule(visitor: Visitor):
    assert 'id="force"' not in await visitor.get(SEND)
    await visitor.post(SEND, "To=12025550100&Message=Hi&force=expired")
    assert visitor.called
    assert not visitor.asked, "what the page does not offer is not done either"


async def test_a_call_goes_by_the_readers_address_and_browser():
    visitor = Visitor()
    page = (await visitor.post(SEND, "To=12025550100&Message=Hi+there&From=")).body.decode()
    request = visitor.called[0]
    assert (request.peer, request.secure, request.header("host")) == ("192.0.2.7", True, "127.0.0.1:8080")
    assert request.query == "To=12025550100&Message=Hi%20there", "what is blank is not sent"
    assert 'href="/console/messages/77"' in page


async def test_a_rule_that_cannot_be_added_is_told_and_the_call_is_made():
    visitor = Visitor()
    visitor.rules_answer["ResponseCode"] = "DATA_NOT_EXIST"
    page = (await visitor.post(SEND, "To=12025550100&Message=Hi&force=expired")).body.decode()
    assert "The result could not be forced:" in page
    assert len(visitor.called) == 1


async def test_the_rule_of_a_call_that_made_no_message_is_taken_back():
    visitor = Visitor()
    visitor.answer = {"ResponseCode": "LIMIT_EXCEEDED"}
    await visitor.post(SEND, f"To=12025550100&Message={'x' * 161}&force=expired&delay=5s")
    (added, rules), (removed, rule) = visitor.asked
    assert (added, removed) == ("AddSimulatorRules", "RemoveSimulatorRule")
    assert "times=2" in rules["Rules"]
    assert f"name={rule['RuleName']} " in rules["Rules"]


async def test_a_number_that_is_none_has_no_rule():
    visitor = Visitor()
    await visitor.post(SEND, "To=nobody&Message=Hi&force=expired")
    assert not visitor.asked


async def test_the_address_follows_the_form():
    reply = await Visitor().post(f"{SEND}/form", "To=1&Message=a%26b&tab=docs&language=curl")
    assert dict(reply.headers)["HX-Replace-Url"] == f"{SEND}?To=1&Message=a%26b&tab=docs&language=curl"
    plain = await Visitor().post(f"{SEND}/form", "To=1&tab=sample", part=False)
    assert (plain.status, dict(plain.headers)["Location"]) == (303, f"{SEND}?To=1&tab=sample")


async def test_calls_are_forgotten_when_the_session_ends():
    visitor = Visitor()
    await visitor.post(SEND, "To=12025550100&Message=Hi")
    assert "Your last calls" in await visitor.get(SEND)
    history = visitor.site._ports.history
    await visitor.post("/console/sign-out", "", part=False)
    assert not history._calls


async def test_what_the_cloud_does_not_have_has_a_sample_for_this_server():
    page = await Visitor().get("/console/explorer/Heliograph/2026-11-01/ListMessages", "tab=sample&target=cloud")
    assert "127.0.0.1:8080" in page
    assert "aliyuncs" not in page


async def test_a_value_that_no_request_can_carry_has_no_sample_and_a_reason():
    page = await Visitor().get(SEND, "tab=sample&Message=%00")
    assert "NUL" in page
    reply = await Visitor()._ask("GET", f"{SEND}/project/python", "Message=%00", b"")
    assert reply.status == 400
    assert (await Visitor()._ask("GET", f"{SEND}/project/cobol", "", b"")).status == 404
