"""If this fails, a withdrawal that had to be done again gives back more than was taken."""

from heliograph.store.holds import Hold, Limit
from heliograph.store.sqlite.recover import Withdrawals, confirm
from heliograph.store.sqlite.reserve import Charge, give_back

ACCOUNT = "1000000000000001"


def _charge(world, amount: int = 1, later: int = 60_000) -> Charge:
    return Charge(ACCOUNT, Limit.DAY, "", world.clock.now + later, amount)


async def _send(world, count: int):
    hold = Hold(Limit.DAY, "", 9, world.clock.now + 60_000)
    messages = [world.message() for _ in range(count)]
    for message in messages:
        await world.store.accept([(message, world.body())], None, [[hold]])
    return messages


async def test_a_withdrawal_whose_commit_is_not_known_is_done_again_and_gives_back_once(world):
    first, _ = await _send(world, 2)
    file = world.store._file
    withdrawals = Withdrawals({first.id: first.request_id}, {first.id: [_charge(world)]})
    for _ in range(2):
        file._recent = {}  # a file that was opened anew knows no message
        work = file._begin()
        assert confirm(work, file._token, withdrawals)
        work.connection.execute("COMMIT")
    assert await world.store.used(ACCOUNT, Limit.DAY) == 1


async def test_nothing_is_given_back_to_another_window(world):
    await _send(world, 2)
    work = world.store._file._begin()
    give_back(work, [_charge(world, later=61_000), _charge(world)])
    work.connection.execute("COMMIT")
    assert await world.store.used(ACCOUNT, Limit.DAY) == 1
