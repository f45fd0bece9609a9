"""If this fails, nobody who runs a server finds out why a call was refused, or a customer reads of calls not theirs."""

from pathlib import Path

import pytest

from heliograph.client import ApiError, Client
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Server, wait_until

OWN = "2026-11-01"

#: What a stranger says is nobody's to read.
SECRET_TEXT = "your code is 482913"


def kept(client: Client, query: str) -> list[dict[str, str]]:
    """The refused calls that the client's account may see: what is refused is on disk within a moment."""

    def calls() -> list[dict[str, str]]:
        return client.call("ListCalls", OWN, {"Refused": "true", "Query": query})["Calls"]

    wait_until(lambda: bool(calls()), "no call is kept")
    return calls()


def test_a_wrong_signature_is_told_to_the_operator_alone_and_after_a_kill(tmp_path: Path) -> None:
    with Server(tmp_path) as server, Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as root:
        made = root.call("CreateAccount", OWN, {"AccountName": "Customer"})
        key = made["AccessKeyId"], made["AccessKeySecret"]
        with (
            Client(server.endpoint, key[0], "not the secret") as stranger,
            Client(server.endpoint, *key) as customer,
        ):
            with pytest.raises(ApiError, match="SignatureDoesNotMatch") as wrong:
                stranger.call("SendMessageToGlobe", "2018-05-01", {"To": "12025550100", "Message": SECRET_TEXT})
            illegal = customer.call("SendMessageToGlobe", "2018-05-01", {"To": "1", "Message": "own"})
            assert illegal["ResponseCode"] == "MOBILE_NUMBER_ILLEGAL"
            [own] = kept(customer, "is:refused")
            assert (own["CallId"], own["AccessKeyId"]) == (illegal.request_id, key[0])
        [seen] = kept(root, "is:refused code:signature*")
        assert (seen["CallId"], seen["OperationName"]) == (wrong.value.request_id, "SendMessageToGlobe")
        assert "CallerArn" not in seen, "who signs wrongly is nobody"
        server.kill()
    with (
        Server(tmp_path) as server,
        Client(server.endpoint, ACCESS_KEY_ID, ACCESS_KEY_SECRET) as root,
        Client(server.endpoint, *key) as customer,
    ):
        shown = root.call("GetCall", OWN, {"CallId": wrong.value.request_id})
        assert shown["RefusedAt"] == "signature"
        assert SECRET_TEXT not in repr(dict(shown))
        refused = customer.call("GetCall", OWN, {"CallId": wrong.value.request_id})
        assert refused["ResponseCode"] == "DATA_NOT_EXIST"
        assert [call["CallId"] for call in kept(customer, "code:MOBILE_NUMBER_ILLEGAL")] == [illegal.request_id]
        assert server.stop() == 0
