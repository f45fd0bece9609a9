"""If these fail, words are found that are not the account's, or a page of a list leaves some out."""

import pytest

from heliograph.operations.shelf import STANDING, TEMPLATES
from heliograph.operations.standing import Standing
from heliograph.sms.approval import Approval, MessageTemplate, approved
from heliograph.store.records import Change, Conflict

ONE = MessageTemplate(code="SMS_1", content="one")


async def test_what_was_added_is_found_by_its_account_alone(bench) -> None:
    kept = await TEMPLATES.add(bench.ports(), "1", ONE, None)
    assert (kept.item, kept.revision, kept.read_only) == (ONE, 1, False)
    assert await TEMPLATES.find(bench.ports(), "1", "SMS_1") == kept
    assert await TEMPLATES.find(bench.ports(), "2", "SMS_1") is None
    with pytest.raises(Conflict):
        await TEMPLATES.add(bench.ports(), "1", ONE, None)


async def test_a_change_from_an_earlier_revision_conflicts(bench) -> None:
    first = await TEMPLATES.add(bench.ports(), "1", ONE, None)
    second = await TEMPLATES.put(bench.ports(), "1", first, approved(ONE, 5), None)
    assert (second.item.state, second.revision) == (Approval.APPROVED, 2)
    with pytest.raises(Conflict):
        await TEMPLATES.put(bench.ports(), "1", first, ONE, None)
    with pytest.raises(Conflict):
        await TEMPLATES.remove(bench.ports(), "1", first, None)
    await TEMPLATES.remove(bench.ports(), "1", second, None)
    assert await TEMPLATES.find(bench.ports(), "1", "SMS_1") is None


async def test_those_of_the_configuration_are_everybodys_and_hide_what_is_called_alike(bench) -> None:
    bench.standing = Standing(templates={key: MessageTemplate(code=key, content="standing") for key in ("B", "D")})
    for key in ("A", "B", "C", "E"):
        await TEMPLATES.add(bench.ports(), "1", MessageTemplate(code=key, content="own"), None)
    found = await TEMPLATES.find(bench.ports(), "1", "B")
    assert found is not None
    assert (found.item.content, found.revision, found.read_only) == ("standing", STANDING, True)
    everything = ["A", "B", "C", "D", "E"]
    for after in ("", *everything):
        for limit in range(7):
            page = await TEMPLATES.page(bench.ports(), "1", after, limit)
            assert [kept.item.code for kept in page] == [key for key in everything if key > after][:limit]
    assert [kept.item.code for kept in await TEMPLATES.page(bench.ports(), "2", "", 9)] == ["B", "D"]


async def test_what_an_earlier_release_kept_is_read(bench) -> None:
    """New fields have defaults, so that a record without them is still one."""
    await bench.records.change([Change("template", "1", "SMS_1", b'{"code":"SMS_1","content":"x","later":1}')])
    found = await TEMPLATES.find(bench.ports(), "1", "SMS_1")
    assert found is not None
    assert (found.item.state, found.item.type) == (Approval.PENDING, "NOTIFY")
