"""If this fails, receipts come in another order than they are due."""

from heliograph.simulator.schedule import Schedule


def run(schedule: Schedule, now: int) -> None:
    for action in schedule.due(now):
        action()


def test_actions_run_in_the_order_of_their_times_and_then_of_their_making() -> None:
    done: list[str] = []
    schedule = Schedule()
    for at, name in ((30, "c"), (10, "a"), (20, "b"), (10, "a2"), (40, "d")):
        schedule.add(at, lambda name=name: done.append(name))
    assert schedule.next_at() == 10
    run(schedule, 30)
    assert done == ["a", "a2", "b", "c"]
    assert schedule.next_at() == 40


def test_an_action_that_plans_another_one_for_now_sees_it_done() -> None:
    done: list[str] = []
    schedule = Schedule()
    schedule.add(5, lambda: schedule.add(5, lambda: done.append("second")))
    run(schedule, 5)
    assert done == ["second"]
    assert schedule.next_at() is None
