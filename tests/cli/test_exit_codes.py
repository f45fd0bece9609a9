"""Without this, a script could not tell one failure from another."""

from heliograph.cli.exit_codes import ANYWHERE, MEANINGS, ExitCode, Failure


def test_every_code_has_a_meaning_of_its_own() -> None:
    assert set(MEANINGS) == set(ExitCode)
    assert len(set(MEANINGS.values())) == len(MEANINGS)
    assert set(ANYWHERE) <= set(ExitCode)


def test_the_codes_are_those_that_scripts_rely_on() -> None:
    assert {code.name: int(code) for code in ExitCode} == {
        "OK": 0,
        "REFUSED": 1,
        "USAGE": 2,
        "UNREACHABLE": 3,
        "CONFIGURATION": 4,
        "TIMED_OUT": 5,
        "UNDELIVERED": 6,
        "NOT_STARTED": 7,
        "NOT_FOUND": 8,
        "BROKEN": 70,
        "INTERRUPTED": 130,
    }


def test_a_failure_carries_its_code_and_sentence() -> None:
    failure = Failure(ExitCode.REFUSED, "no")
    assert (failure.code, failure.says, str(failure), failure.passing) == (1, "no", "no", False)
