"""If these fail, the explorer calls as somebody else, or what it signed with goes on working after the call."""

import random

from heliograph.identity.credential import Credential
from heliograph.identity.lent import LENT_MAX, LIFE_MS, LentCredentials
from heliograph.identity.table import CredentialTable
from heliograph.identity.token import TokenRefused

USER = Credential("LTAIuser", "secret", "1", "acs:ram::1:user/alice", user="2001")
NOW = 1_795_000_000_000


def lender() -> LentCredentials:
    return LentCredentials(CredentialTable([USER]), random.Random(1).choice)


def test_it_acts_as_its_holder_with_a_key_of_its_own():
    lent = lender()
    with lent.lend(USER, NOW) as credential:
        assert (credential.account, credential.principal, credential.user) == ("1", USER.principal, "2001")
        assert credential.secret != USER.secret
        assert credential.access_key_id.startswith("STS.")
        assert lent.find_session(credential.access_key_id, credential.security_token, NOW) == credential


def test_it_ends_with_the_call_and_with_its_time():
    lent = lender()
    with lent.lend(USER, NOW) as credential:
        known = credential.access_key_id, credential.security_token
        assert lent.find_session(*known, NOW + LIFE_MS - 1) == credential
        assert lent.find_session(*known, NOW + LIFE_MS) is TokenRefused.EXPIRED
    assert lent.find_session(*known, NOW) is TokenRefused.ENDED


def test_it_ends_also_when_the_call_breaks():
    lent = lender()
    try:
        with lent.lend(USER, NOW) as credential:
            raise OSError
    except OSError:
        pass
    assert lent.find_session(credential.access_key_id, credential.security_token, NOW) is TokenRefused.ENDED


def test_lasting_keys_are_found_as_ever():
    assert lender().find("LTAIuser") == USER
    assert lender().find("LTAInobody") is None


def test_no_more_than_so_many_are_lent_at_a_time():
    lent = lender()
    first = lent.lend(USER, NOW)
    oldest = first.__enter__()
    others = [lent.lend(USER, NOW) for _ in range(LENT_MAX)]
    for other in others:
        other.__enter__()
    assert lent.find_session(oldest.access_key_id, oldest.security_token, NOW) is TokenRefused.ENDED
    first.__exit__(None, None, None)
