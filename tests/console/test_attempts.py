"""If this fails, passwords can be guessed at any speed, or a stranger locks everybody out for ever."""

from heliograph.console.attempts import FORGOTTEN_MS, FREE, KEPT_MAX, WAIT_MAX_MS, WAIT_MS, Attempts

ALICE = ("name alice", "address 192.0.2.1")


def failed(attempts: Attempts, times: int, now: int = 0) -> None:
    for _ in range(times):
        attempts.failed(ALICE, now)


def test_mistyping_costs_nothing_and_guessing_ever_more():
    attempts = Attempts()
    failed(attempts, FREE - 1)
    assert attempts.wait_ms(ALICE, 0) == 0
    waits = []
    for _ in range(30):
        failed(attempts, 1)
        waits.append(attempts.wait_ms(ALICE, 0))
    assert waits[:3] == [WAIT_MS, 2 * WAIT_MS, 4 * WAIT_MS]
    assert waits[-1] == WAIT_MAX_MS


def test_a_name_waits_from_any_address_and_an_address_with_any_name():
    attempts = Attempts()
    failed(attempts, FREE)
    assert attempts.wait_ms(("name alice", "address 192.0.2.9"), 0)
    assert attempts.wait_ms(("name bob", "address 192.0.2.1"), 0)
    assert not attempts.wait_ms(("name bob", "address 192.0.2.9"), 0)


def test_time_heals():
    attempts = Attempts()
    failed(attempts, FREE + 3)
    assert attempts.wait_ms(ALICE, WAIT_MS * 8) == 0
    failed(attempts, 1, FORGOTTEN_MS + 1)
    assert attempts.wait_ms(ALICE, FORGOTTEN_MS + 1) == 0


def test_a_right_password_clears_the_name_and_not_the_address():
    attempts = Attempts()
    failed(attempts, FREE)
    attempts.worked("name alice")
    assert attempts.wait_ms(("name alice",), 0) == 0
    assert attempts.wait_ms(("address 192.0.2.1",), 0)


def test_what_is_remembered_is_bounded():
    attempts = Attempts()
    for number in range(KEPT_MAX + 100):
        attempts.failed((f"name {number}",), 0)
    assert len(attempts._failures) == KEPT_MAX
