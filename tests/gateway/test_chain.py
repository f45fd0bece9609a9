"""If these fail, a request is told of the wrong one of its faults: the order is a part of the contract (api §2.8)."""

from heliograph.gateway.chain import ADMIT, CHAIN, IDENTIFY, RECOGNISE


def test_the_order_of_the_handlers_is_the_order_in_which_errors_win() -> None:
    assert [handler.__name__ for step in CHAIN for handler in step.handlers] == [
        "read_parameters",
        "recognise",
        "choose_format",
        "find_operation",
        "check_method",
        "require_common_parameters",
        "find_credential",
        "check_security_token",
        "check_timestamp",
        "verify_signature",
        "burn_nonce",
        "authorise",
        "check_parameters",
        "limit_rate",
    ]
    assert RECOGNISE + IDENTIFY + ADMIT == CHAIN


async def test_a_request_with_every_fault_loses_them_one_by_one_in_that_order(world, keys) -> None:
    """Each step mends the fault that was told, and the next one is told."""
    faults = {
        "action": "Nothing",
        "method": "PUT",
        "key": keys.unknown,
        "drop": ("SignatureNonce",),
        "Timestamp": "long ago",
        "To": "nobody",
    }
    mend = [
        ("InvalidApi.NotFound", {"action": "SendMessageToGlobe"}),
        ("UnsupportedHTTPMethod", {"method": "POST"}),
        ("MissingSignatureNonce", {"drop": ()}),
        ("InvalidAccessKeyId.NotFound", {"key": keys.disabled}),
        ("InvalidAccessKeyId.Inactive", {"key": keys.session, "SecurityToken": "other"}),
        ("InvalidSecurityToken.MismatchWithAccessKey", {"key": keys.wrong_secret, "SecurityToken": ""}),
        ("InvalidTimeStamp.Format", {"Timestamp": "2001-01-01T00:00:00Z"}),
        ("InvalidTimeStamp.Expired", {"Timestamp": None}),
        ("SignatureDoesNotMatch", {"key": keys.root, "SignatureNonce": "used"}),
    ]
    await world.send(world.v1(SignatureNonce="used"))
    for code, change in mend:
        assert (await world.refusal(world.v1(**faults)))[0] == code
        faults = {name: value for name, value in {**faults, **change}.items() if value is not None}
    assert (await world.refusal(world.v1(**faults)))[0] == "SignatureNonceUsed"
    del faults["SignatureNonce"]
    status, document = await world.ask(world.v1(**faults))
    assert (status, document["ResponseCode"]) == (200, "MOBILE_NUMBER_ILLEGAL")
