"""If these fail, a policy's versions are mixed up, and an old one counts."""

from heliograph.identity.custom_policy import CustomPolicy, PolicyVersion
from heliograph.identity.entity import Place


def test_a_policy_and_each_version_have_records_of_their_own() -> None:
    policy = CustomPolicy(account="1", name="p", default_version="v1", versions_made=1, created=1, updated=1)
    version = PolicyVersion(account="1", policy="p", id="v1", document="{}", created=1)
    assert policy.place == Place("policy", "1", "p")
    assert version.place == Place("policy_version", "1", "p:v1")


def test_the_tenth_version_comes_after_the_ninth() -> None:
    versions = [PolicyVersion(account="1", policy="p", id=f"v{n}", document="{}", created=1) for n in (10, 9)]
    assert [one.id for one in sorted(versions, key=lambda one: one.number)] == ["v9", "v10"]
