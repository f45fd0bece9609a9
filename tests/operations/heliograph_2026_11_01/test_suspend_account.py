"""If these fail, suspend does not do what it says, or does it to another account."""

from heliograph.operations.heliograph_2026_11_01.create_account import create_account
from heliograph.operations.heliograph_2026_11_01.resume_account import resume_account
from heliograph.operations.heliograph_2026_11_01.suspend_account import suspend_account


async def test_it_counts_from_the_answer_on_and_for_that_account_alone(bench) -> None:
    ids = [(await bench.call(create_account, AccountName=name)).fields["AccountId"] for name in ("a", "b")]
    directory = bench.identities.directory
    await bench.call(suspend_account, AccountId=ids[0])
    await bench.call(resume_account, AccountId=ids[0])
    other = directory.is_suspended(ids[1])
    reply = await bench.call(suspend_account, AccountId=ids[0])
    assert (reply.code, reply.fields["Status"], reply.fields["AccountId"]) == ("OK", "suspended", ids[0])
    assert directory.is_suspended(ids[0]) is True
    assert directory.is_suspended(ids[1]) is other is False


async def test_an_account_that_is_not_there_is_said(bench) -> None:
    reply = await bench.call(suspend_account, AccountId="9")
    assert reply.code == "ACCOUNT_NOT_EXISTS"
    assert "ListAccounts" in reply.description
