"""If these fail, a code comes without the words that explain it."""

import pytest

from heliograph.operations.outcome import error_code, refused
from heliograph.operations.registry import OPERATIONS
from heliograph.sms.message import State, Summary


@pytest.mark.parametrize(
    "code",
    sorted(
        {
            code
            for served in OPERATIONS
            for code in served.operation.refusals
            if not served.operation.refuses_by_document
        }
    ),
)
def test_every_refusal_of_every_operation_has_a_meaning(code: str) -> None:
    reply = refused(code)
    assert reply.code == code
    assert len(reply.description) > 10
    assert refused(code, "More exactly.").description == "More exactly."


@pytest.mark.parametrize(
    ("summary", "code", "description"),
    [
        (Summary(State.DELIVERED, True, 1, "DELIVERED"), "DELIVERED", "success"),
        (Summary(State.DELIVERED, True, 1), "DELIVERED", "success"),
        (Summary(State.SUBMITTED, True, 1), "success", "success"),
    ],
)
def test_success_is_spelled_as_the_page_has_it(summary: Summary, code: str, description: str) -> None:
    assert error_code(summary) == (code, description)


def test_a_failure_without_a_code_is_unknown() -> None:
    code, description = error_code(Summary(State.FAILED, True, 2))
    assert code == "UNKNOWN"
    assert description
