"""If these fail, a denial reads as a permission, or an SDK meets a word that the cloud does not say."""

from heliograph.identity.decision import Decision, Kind, PolicyType


def test_only_allowed_is_allowed() -> None:
    assert {kind for kind in Kind if Decision(kind).allowed} == {Kind.ALLOWED}


def test_the_words_are_the_cloud_s() -> None:
    assert {*map(str, Kind)} >= {"ImplicitDeny", "ExplicitDeny"}
    assert {*map(str, PolicyType)} == {"AccountLevelIdentityBasedPolicy", "SessionPolicy", "AssumeRolePolicy"}
