"""Without this, logs would be unreadable for people or programs, or would tell what nobody may know."""

import io
import json
import logging
import warnings
from collections.abc import Iterator

import pytest
import structlog

from heliograph.telemetry.logs import set_up

LEAK = "85212345678"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def now() -> int:
    return 1_795_000_000_123


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_program_reads_one_json_object_a_line() -> None:
    stream = io.StringIO()
    set_up(now, stream=stream)
    structlog.get_logger(room="delivery").warning("link fell", carrier="net-one", link=2)
    assert list(lines(stream)[0].items())[:3] == [
        ("timestamp", "2026-11-18T11:06:40.123Z"),
        ("level", "warning"),
        ("event", "link fell"),
    ]
    assert lines(stream)[0] | {"room": "delivery", "carrier": "net-one", "link": 2} == lines(stream)[0]


def test_a_person_reads_a_sentence_in_colours_unless_they_are_unwanted() -> None:
    for environ, colours in (({}, True), ({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False)):
        stream = Terminal()
        set_up(now, stream=stream, environ=environ)
        structlog.get_logger().info("link is up", carrier="net-one")
        assert "link is up" in stream.getvalue()
        assert ("\x1b[" in stream.getvalue()) is colours


def test_the_form_can_be_chosen_against_the_stream() -> None:
    stream = io.StringIO()
    set_up(now, form="human", stream=stream)
    structlog.get_logger().info("link is up")
    assert stream.getvalue().startswith("2026-11-18T11:06:40.123Z [info")
    assert "\x1b[" not in stream.getvalue()
    terminal = Terminal()
    set_up(now, form="json", stream=terminal)
    structlog.get_logger().info("link is up")
    assert lines(terminal)[0]["event"] == "link is up"


@pytest.mark.parametrize(
    ("level", "shown"),
    [("debug", "dwie"), ("info", "wie"), ("warning", "we"), ("error", "e")],
)
def test_only_what_is_grave_enough_is_shown(level: str, shown: str) -> None:
    for log in (structlog.get_logger(), logging.getLogger("library")):
        stream = io.StringIO()
        set_up(now, level=level, stream=stream)
        log.debug("d")
        log.warning("w")
        log.info("i")
        log.error("e")
        assert "".join(str(line["event"]) for line in lines(stream)) == shown


@pytest.mark.parametrize("form", ["human", "json"])
def test_a_slip_leaks_nothing(form: str) -> None:
    stream = io.StringIO()
    set_up(now, form=form, stream=stream)
    log = structlog.get_logger().bind(password=LEAK)
    log.info("slip", to=LEAK, from_=LEAK, text=LEAK, secret=LEAK, signature=LEAK, authorization=LEAK)
    log.info("slip", security_token=LEAK, deep={"to": [LEAK]})
    with structlog.contextvars.bound_contextvars(to=LEAK):
        logging.getLogger("library").warning("slip")
    assert stream.getvalue().count("slip") == 3
    assert LEAK not in stream.getvalue()


@pytest.mark.parametrize("form", ["human", "json"])
def test_an_error_comes_with_its_trace_and_without_the_values_in_it(form: str) -> None:
    for log in (structlog.get_logger(), logging.getLogger("library")):
        stream = io.StringIO()
        set_up(now, form=form, stream=stream)
        number_of_a_person = LEAK
        try:
            _ = 1 / (len(number_of_a_person) - 11)
        except ZeroDivisionError:
            log.exception("broken")
        assert "ZeroDivisionError: division by zero" in stream.getvalue()
        assert LEAK not in stream.getvalue()


def test_libraries_and_warnings_come_out_in_the_same_form() -> None:
    stream = io.StringIO()
    set_up(now, stream=stream)
    logging.getLogger("asyncio").error("task %s died", "x")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("old", stacklevel=1)
        logging.captureWarnings(False)
    assert [line["logger"] for line in lines(stream)] == ["asyncio", "py.warnings"]
    assert lines(stream)[0]["event"] == "task x died"


def test_a_value_without_a_json_form_is_shown_by_its_type() -> None:
    stream = io.StringIO()
    set_up(now, stream=stream)
    structlog.get_logger().info("odd", value=object(), key={1: 2})
    assert lines(stream)[0]["value"] == "<object>"


def test_a_second_set_up_replaces_the_first() -> None:
    first, second = io.StringIO(), io.StringIO()
    set_up(now, stream=first)
    log = structlog.get_logger(room="delivery")
    log.info("one")
    set_up(now, stream=second)
    log.info("two")
    logging.getLogger("library").warning("three")
    assert [line["event"] for line in lines(first)] == ["one"]
    assert [line["event"] for line in lines(second)] == ["two", "three"]
