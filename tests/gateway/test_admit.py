"""If these fail, a wrong call is charged to the caller's rate, or is answered in a form that SDKs do not expect."""

from heliograph.gateway import GatewaySettings


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
    assert dict(api.headers)["x-acs-retry-after"] == "334"
