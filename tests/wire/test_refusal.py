"""What the front says by itself."""

import json

from heliograph.http import Response
from heliograph.wire.refusal import plain_refusal, request_id_of


def test_the_plain_document_has_the_five_keys_in_the_apis_shape() -> None:
    """An SDK shows a missing key as `None`, and the generated samples read `Recommend`."""
    reply = plain_refusal(413, "RequestBodyTooLarge", "Too large: “1 MiB”.")
    document = json.loads(reply.body)
    assert list(document) == ["RequestId", "HostId", "Code", "Message", "Recommend"]
    assert (document["Code"], document["Message"]) == ("RequestBodyTooLarge", "Too large: “1 MiB”.")
    assert reply.status == 413
    assert reply.content_type == "application/json;charset=utf-8"
    assert request_id_of(reply) == document["RequestId"]


def test_every_document_has_an_id_of_its_own() -> None:
    assert plain_refusal(400, "A", "b").body != plain_refusal(400, "A", "b").body


def test_a_reply_without_an_id_has_none() -> None:
    assert request_id_of(Response(400, b"")) == ""
