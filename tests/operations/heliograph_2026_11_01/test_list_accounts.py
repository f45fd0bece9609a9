"""If these fail, an operator does not find a customer."""

from heliograph.operations.heliograph_2026_11_01.create_account import create_account
from heliograph.operations.heliograph_2026_11_01.list_accounts import list_accounts


async def test_every_account_is_listed_once_page_by_page(bench) -> None:
    made = {(await bench.call(create_account, AccountName=f"n{n}")).fields["AccountId"] for n in range(5)}
    seen, marker = [], {}
    while True:
        reply = await bench.call(list_accounts, MaxItems="2", **marker)
        seen += [row["AccountId"] for row in reply.fields["Accounts"]]
        if reply.fields["IsTruncated"] == "false":
            break
        marker = {"Marker": reply.fields["Marker"]}
    assert seen == sorted(made)
    assert "Marker" not in reply.fields


async def test_no_secret_is_listed(bench) -> None:
    secret = (await bench.call(create_account, AccountName="Acme")).fields["AccessKeySecret"]
    assert secret not in str((await bench.call(list_accounts)).fields)
