"""If this fails, a drain never ends, or ends with messages left behind."""


async def test_it_counts_what_waits_by_lane_also_after_a_restart(world):
    assert world.store.backlog().get("net-one", 0) == 0
    await world.accepted(segments=2)
    await world.accepted()
    assert world.store.backlog()["net-one"] == 3
    await world.claim(1)
    assert world.store.backlog()["net-one"] == 2
    await world.restart()
    waiting = sum(1 for _ in await world.claim(100)) + world.store.backlog()["net-one"]
    assert waiting == 2
