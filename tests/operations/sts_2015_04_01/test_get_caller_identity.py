"""If this fails, a program that asks who it is acts for somebody else."""

from heliograph.identity import Credential
from heliograph.operations.sts_2015_04_01.get_caller_identity import get_caller_identity

ACCOUNT = "1000000000000001"
NOW = 1_795_000_000_000


async def test_everybody_learns_who_they_are(house) -> None:
    made = (await house.ask(house.alice)).fields["Credentials"]
    session = house.identities.directory.find_session(made["AccessKeyId"], made["SecurityToken"], NOW)
    root = Credential("LTAIroot", "s", ACCOUNT, f"acs:ram::{ACCOUNT}:root")
    told = [
        dict((await house.bench.call(get_caller_identity, caller=one)).fields) for one in (root, house.alice, session)
    ]
    assert told == [
        {
            "AccountId": ACCOUNT,
            "Arn": f"acs:ram::{ACCOUNT}:root",
            "IdentityType": "Account",
            "PrincipalId": ACCOUNT,
        },
        {
            "AccountId": ACCOUNT,
            "Arn": f"acs:ram::{ACCOUNT}:user/alice",
            "IdentityType": "RAMUser",
            "UserId": "2001",
            "PrincipalId": "2001",
        },
        {
            "AccountId": ACCOUNT,
            "Arn": f"acs:ram::{ACCOUNT}:assumed-role/sender/alice@shop",
            "IdentityType": "AssumedRoleUser",
            "RoleId": "3001",
            "PrincipalId": "3001:alice@shop",
        },
    ]
