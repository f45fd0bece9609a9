"""If these fail, a name that RAM takes is refused here, or one that it refuses ends up in an ARN."""

import pytest

from heliograph.identity.fields import COUNTS, NUMBERS, TEXTS, check_text

ROWS = [
    ("UserName", "alice", ""),
    ("UserName", "a" * 64, ""),
    ("UserName", "a" * 65, "InvalidParameter.UserName.Length"),
    ("UserName", "", "InvalidParameter.UserName.Length"),
    ("UserName", "al/ice", "InvalidParameter.UserName.InvalidChars"),
    ("UserName", "alice\n", "InvalidParameter.UserName.InvalidChars"),
    ("UserName", "álice", "InvalidParameter.UserName.InvalidChars"),
    ("NewUserName", "al:ice", "InvalidParameter.NewUserName.InvalidChars"),
    ("GroupName", "ops_1", ""),
    ("RoleName", "a_b", "InvalidParameter.RoleName.InvalidChars"),
    ("PolicyName", "a" * 128, ""),
    ("PolicyName", "a.b", "InvalidParameter.PolicyName.InvalidChars"),
    ("DisplayName", "短信 运维", ""),
    ("DisplayName", "a\x00b", "InvalidParameter.DisplayName.InvalidChars"),
    ("Comments", "", ""),
    ("Comments", "a" * 129, "InvalidParameter.Comments.Length"),
    ("Description", "a" * 1025, "InvalidParameter.Description.Length"),
    ("MobilePhone", "86-18600008888", ""),
    ("MobilePhone", "18600008888", "InvalidParameter.MobilePhone.Format"),
    ("NewMobilePhone", "86-" + "1" * 60, "InvalidParameter.NewMobilePhone.Format"),
    ("Email", "a@example.net", ""),
    ("Email", "a example.net", "InvalidParameter.Email.Format"),
    ("Email", "", ""),
    ("VersionId", "v12", ""),
    ("VersionId", "v0", "InvalidParameter.VersionId.Format"),
    ("RoleSessionName", "a", "InvalidParameter.RoleSessionName.Length"),
    ("RoleSessionName", "job-1@host_a", ""),
    ("ExternalId", "a b", "InvalidParameter.ExternalId.InvalidChars"),
]


@pytest.mark.parametrize(("name", "value", "code"), ROWS)
def test_each_field_holds_what_ram_says(name: str, value: str, code: str) -> None:
    found = check_text(name, value)
    assert (found.code if found is not None else "") == code
    if found is not None:
        assert found.text.startswith(name)
        assert "allowed" in found.text or "must" in found.text


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_no_fault_repeats_the_value(name: str) -> None:
    found = check_text(name, "s3cr3t \0" * 300)
    assert found is not None
    assert "s3cr3t" not in found.text


def test_the_counts_are_those_of_the_limits_page() -> None:
    assert (COUNTS["User"], COUNTS["User.AccessKey"], COUNTS["Policy.Version"]) == (5000, 2, 5)
    assert all(rule.least <= rule.default <= rule.most for rule in NUMBERS.values())
