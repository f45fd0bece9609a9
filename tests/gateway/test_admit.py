"""If these fail, a wrong call is charged to the caller's rate, or is answered in a form that SDKs do not expect."""

from heliograph.gateway import GatewaySettings
from heliograph.identity import AccountLimits, SendLimits
from heliograph.identity.account import Account
from heliograph.identity.entity import put


async def test_a_call_with_wrong_parameters_takes_nothing_from_the_rate(new_world) -> None:
    """Validation comes before throttling (spec: api §2.8)."""
    world = await new_world(GatewaySettings(calls_per_second={"QueryMessage": 1})).start()
    for _ in range(3):
        assert await world.refusal(world.v3()) == ("MissingMessageId", 400)
    assert (await world.ask(world.v3(MessageId="1")))[0] == 200
    assert (await world.refusal(world.v3(MessageId="1")))[0] == "Throttling.User"


async def test_the_first_fault_decides_between_an_error_and_a_refusal(world) -> None:
    assert (await world.refusal(world.v3("SendMessageToGlobe", From="not one"))) == ("MissingTo", 400)
    status, document = await world.ask(world.v3("SendMessageToGlobe", To="nobody"))
    assert (status, document["ResponseCode"]) == (200, "MOBILE_NUMBER_ILLEGAL")
    assert "Code" not in document, "pop-core throws at a 200 with a Code"


async def test_who_calls_too_often_and_what_everybody_calls_too_often_are_told_apart(new_world, keys) -> None:
    settings = GatewaySettings(calls_per_second={"QueryMessage": 2}, everybody_calls_per_second={"QueryMessage": 3})
    world = await new_world(settings).start()
    answers = [await world.send(world.v3(MessageId="1", key=key)) for key in (*[keys.root] * 3, *[keys.other] * 2)]
    assert [answer.status for answer in answers] == [200, 200, 400, 200, 400]
    user, api = answers[2], answers[4]
    assert b"Throttling.User" in user.body
    assert dict(user.headers)["x-acs-retry-after"] == "500"
    assert b"Throttling.Api" in api.body
    told = []
    for key in (keys.root, keys.other):
        shown = (await world.ask(world.v1("GetAccountLimits", key=key, Version="2026-11-01")))[1]
        told.append([(hit["Code"], hit["Count"]) for hit in shown["Hits"]])
    assert told == [[("Throttling.User", "1")], [("Throttling.Api", "1")]]
    assert dict(api.headers)["x-acs-retry-after"] == "334"


async def test_an_account_s_own_rates_hold_from_the_answer_on_and_for_no_other(world, keys) -> None:
    world.identities.directory.apply([put(Account(id=keys.other.account))])
    limits = '{"rates": {"operations": {"QueryMessage": 1}}}'
    request = world.v3(
        "SetAccountLimits", headers={"x-acs-version": "2026-11-01"}, AccountId=keys.other.account, Limits=limits
    )
    status, document = await world.ask(request)
    assert (status, document["ResponseCode"]) == (200, "OK")
    answers = [await world.send(world.v3(MessageId="1", key=key)) for key in (*[keys.other] * 2, *[keys.root] * 3)]
    assert [answer.status for answer in answers] == [200, 400, 200, 200, 200]


async def test_a_refusal_by_a_limit_is_an_answer_and_not_an_error(world, keys) -> None:
    world.limits.note(keys.root.account, AccountLimits(send=SendLimits(countries_denied=("DE",))))
    status, document = await world.ask(world.v3("SendMessageToGlobe", To="4915112345678", Message="Hello"))
    assert (status, document["ResponseCode"]) == (200, "NOT_SUPPORTED_COUNTRY")
