"""If these fail, a stolen root key goes on working, or a customer is locked out while changing over."""

from heliograph.operations.heliograph_2026_11_01.create_account import create_account
from heliograph.operations.heliograph_2026_11_01.rotate_root_key import rotate_root_key


async def test_the_new_key_works_and_the_former_one_only_if_that_is_asked_for(bench) -> None:
    find = bench.identities.directory.find
    first = (await bench.call(create_account, AccountName="Acme")).fields
    second = (await bench.call(rotate_root_key, AccountId=first["AccountId"], KeepFormer="true")).fields
    assert find(first["AccessKeyId"]) is not None
    third = (await bench.call(rotate_root_key, AccountId=first["AccountId"])).fields
    assert find(first["AccessKeyId"]) is None
    assert find(second["AccessKeyId"]) is None
    assert find(third["AccessKeyId"]).secret == third["AccessKeySecret"]


async def test_an_account_that_is_not_there_is_said(bench) -> None:
    assert (await bench.call(rotate_root_key, AccountId="9")).code == "ACCOUNT_NOT_EXISTS"
