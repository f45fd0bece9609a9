"""If these fail, passwords can be tried without end, or a stranger can lock a customer out."""

from heliograph.smpp_in.guard import ADDRESS_FAILURES_MAX, KEPT_MAX, SYSTEM_ID_FAILURES_MAX, WINDOW_MS, BindGuard


def test_an_address_that_fails_too_often_waits():
    guard = BindGuard()
    for n in range(ADDRESS_FAILURES_MAX):
        assert guard.lets("a", f"s{n}", 0)
        guard.failed("a", f"s{n}", 0)
    assert not guard.lets("a", "other", WINDOW_MS - 1)
    assert guard.lets("b", "other", 0), "others do not"
    assert guard.lets("a", "other", WINDOW_MS)


def test_a_system_id_that_many_fail_with_stays_open_where_it_has_bound_from():
    guard = BindGuard()
    guard.succeeded("home", "shop")
    for n in range(SYSTEM_ID_FAILURES_MAX):
        guard.failed(f"bot{n}", "shop", 0)
    assert not guard.lets("new", "shop", 0)
    assert guard.lets("home", "shop", 0)
    assert guard.lets("new", "other", 0)


def test_a_known_address_has_no_more_tries_than_another():
    guard = BindGuard()
    guard.succeeded("home", "shop")
    for _ in range(ADDRESS_FAILURES_MAX):
        guard.failed("home", "shop", 0)
    assert not guard.lets("home", "shop", 0)


def test_what_it_remembers_is_bounded():
    guard = BindGuard()
    for n in range(KEPT_MAX):
        guard.failed(f"a{n}", f"s{n}", 0)
        guard.succeeded(f"a{n}", f"s{n}")
    guard.succeeded("last", "last")
    assert len(guard._failed) <= KEPT_MAX
    assert len(guard._known) <= KEPT_MAX
