"""If these fail, a customer's account is made without a key that works, or its secret can be read twice."""

import pytest

from heliograph.operations.heliograph_2026_11_01.create_account import create_account
from heliograph.store.port import Nonce

NONCE = Nonce("LTAIroot", "n-1", 5)


async def test_the_account_and_its_key_are_there_with_one_write(bench) -> None:
    reply = await bench.call(create_account, NONCE, AccountName="Acme", Prepaid="true")
    assert (reply.code, reply.fields["AccountName"], reply.fields["Prepaid"]) == ("OK", "Acme", "true")
    found = bench.identities.directory.find(reply.fields["AccessKeyId"])
    assert found is not None
    assert (found.secret, found.account) == (reply.fields["AccessKeySecret"], reply.fields["AccountId"])
    assert bench.records.burnt == [NONCE]
    assert not any(reply.fields["AccessKeySecret"].encode() in kept.body for kept in bench.records.kept.values())


@pytest.mark.parametrize(("name", "code"), [("a\x00b", "INVALID_PARAMETERS"), ("a" * 65, "PARAM_LENGTH_LIMIT")])
async def test_a_name_that_cannot_be_shown_is_refused(bench, name: str, code: str) -> None:
    reply = await bench.call(create_account, AccountName=name)
    assert reply.code == code
    assert "AccountName" in reply.description
    assert bench.records.kept == {}
