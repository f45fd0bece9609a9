"""If these fail, a role is assumed by somebody it does not trust."""

import pytest

from heliograph.identity.policy import Trusted
from heliograph.identity.trusted import KINDS, trusted_names

USER = ("user/a",)
SESSION = ("role/a", "assumed-role/a/s")


@pytest.mark.parametrize(
    ("name", "account", "relative_ids", "trusts"),
    [
        ("acs:ram::1:root", "1", USER, True),
        ("acs:ram::1:root", "1", SESSION, True),
        ("acs:ram::1:root", "2", USER, False),
        ("acs:ram:*:1:root", "1", USER, True),
        ("acs:ram::1:*", "1", USER, True),
        ("acs:ram::1:user/a", "1", USER, True),
        ("acs:ram::1:user/a", "1", SESSION, False),
        ("acs:ram::1:user/a", "2", USER, False),
        ("acs:ram::1:user/A", "1", USER, False),
        ("acs:ram::1:user/*", "1", USER, True),
        ("acs:ram::1:user/*", "1", SESSION, False),
        ("acs:ram::1:role/a", "1", SESSION, True),
        ("acs:ram::1:role/a", "1", USER, False),
        ("acs:ram::1:assumed-role/a/s", "1", SESSION, True),
        ("acs:ram::1:assumed-role/a/t", "1", SESSION, False),
    ],
)
def test_a_name_stands_for_an_account_or_one_in_it(
    name: str, account: str, relative_ids: tuple[str, ...], trusts: bool
) -> None:
    assert KINDS["RAM"].accepts(name)
    assert trusted_names([Trusted("RAM", (name,))]).match(account, relative_ids) is trusts


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("RAM", "*"),
        ("RAM", "acs:ram::*:root"),
        ("RAM", "acs:ram::1*:root"),
        ("RAM", "acs:ram::1:group/a"),
        ("RAM", "acs:ram::1:user/"),
        ("RAM", "acs:oss::1:root"),
        ("RAM", "1"),
        ("Service", ""),
        ("Service", "a b"),
        ("Federated", "acs:ram::1:root"),
    ],
)
def test_a_name_that_could_mean_another_account_is_refused(kind: str, name: str) -> None:
    assert not KINDS[kind].accepts(name)


def test_services_and_federations_are_kept_and_trust_no_caller_here() -> None:
    assert KINDS["Service"].accepts("ecs.aliyuncs.com")
    assert KINDS["Federated"].accepts("acs:ram::1:saml-provider/a")
    names = trusted_names(
        [Trusted("Service", ("ecs.aliyuncs.com",)), Trusted("Federated", ("acs:ram::1:saml-provider/a",))]
    )
    assert not names.match("1", USER)
