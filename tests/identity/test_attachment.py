"""If this fails, detaching one policy detaches another, or a system policy is taken for a custom one of its name."""

from heliograph.identity.attachment import Attachment, Holder, PolicySource


def test_every_pair_of_policy_and_holder_has_its_own_record() -> None:
    places = {
        Attachment(
            account="1", policy_source=source, policy=policy, holder=holder, holder_id=holder_id, attached=1
        ).place
        for source in PolicySource
        for policy in ("p", "q")
        for holder in Holder
        for holder_id in ("2001", "g-1")
    }
    assert len(places) == len(PolicySource) * 2 * len(Holder) * 2
