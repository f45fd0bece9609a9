"""Without this, an orchestrator would restart a healthy server, or send calls to one that cannot take them."""

import json

from heliograph.telemetry.health import Health, Scope


def health_with(store: str = "", loop: str = "", carrier: str = "") -> Health:
    health = Health()
    health.add("loop", lambda: loop, Scope.LIVE)
    health.add("store", lambda: store)
    health.add("carrier net-one", lambda: carrier, Scope.NOTE)
    return health


def test_all_well_is_one_word() -> None:
    report = health_with().ready()
    assert (report.ok, report.status, report.text()) == (True, 200, "ok\n")
    assert report.text(verbose=True) == "[+] loop: ok\n[+] store: ok\n[+] carrier net-one: ok\nok\n"


def test_a_failed_check_makes_it_unready_and_says_why_unasked() -> None:
    report = health_with(store="the disk is full").ready()
    assert report.status == 503
    assert report.text() == "[+] loop: ok\n[-] store: the disk is full\n[+] carrier net-one: ok\nfailed\n"


def test_a_carrier_that_is_down_is_a_note_and_does_not_count() -> None:
    report = health_with(carrier="not bound").ready()
    assert (report.status, report.text()) == (200, "ok\n")
    assert "[!] carrier net-one: not bound\n" in report.text(verbose=True)


def test_only_what_a_restart_can_cure_ends_a_life() -> None:
    assert health_with(store="the disk is full").live().ok
    report = health_with(loop="stuck").live()
    assert report.status == 503
    assert [check.name for check in report.checks] == ["loop"]
    assert not health_with(loop="stuck").ready().ok


def test_the_json_form_lists_the_checks() -> None:
    assert json.loads(health_with(store="full").ready().json()) == {
        "ok": False,
        "checks": [
            {"name": "loop", "ok": True, "counts": True},
            {"name": "store", "ok": False, "counts": True, "reason": "full"},
            {"name": "carrier net-one", "ok": True, "counts": False},
        ],
    }


def test_a_check_that_breaks_fails_alone_and_shows_nothing_of_its_error() -> None:
    def broken() -> str:
        raise RuntimeError("85212345678")

    health = health_with()
    health.add("broken", broken)
    report = health.ready()
    assert report.status == 503
    assert "[-] broken: the check itself failed with RuntimeError" in report.text()
    assert "[+] store: ok" in report.text()


def test_a_check_is_asked_anew_each_time_and_replaced_by_name() -> None:
    reasons = ["starting", ""]
    health = Health()
    health.add("store", lambda: reasons.pop(0))
    assert [health.ready().ok, health.ready().ok] == [False, True]
    health.add("store", lambda: "gone")
    assert [check.reason for check in health.ready().checks] == ["gone"]


def test_nothing_to_check_is_well() -> None:
    assert Health().ready().ok


def test_a_check_that_is_removed_is_asked_no_more() -> None:
    health = health_with(store="the disk is full")
    health.remove("store")
    health.remove("store")
    assert health.ready().text(verbose=True) == "[+] loop: ok\n[+] carrier net-one: ok\nok\n"
