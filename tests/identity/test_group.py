"""If this fails, two memberships would be kept as one, and somebody loses what the group may."""

from heliograph.identity.entity import Place
from heliograph.identity.group import Group, Membership


def test_a_group_is_kept_by_its_name_and_a_membership_by_both_ids() -> None:
    assert Group(account="1", name="ops", id="g-1", created=1, updated=1).place == Place("group", "1", "ops")
    assert Membership(account="1", group="g-1", user="2001", joined=1).place == Place("membership", "1", "g-1:2001")
