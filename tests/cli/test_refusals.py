"""Without this, a refusal would leave a person without a way on, or tell what was signed."""

import pytest

from heliograph.cli.exit_codes import ExitCode
from heliograph.cli.refusals import refusal, unreachable
from heliograph.cli.target import Signer
from heliograph.client.endpoint import parse_endpoint

SIGNER = Signer("LTAI5t", "the-secret", "the-token", "the environment")


@pytest.mark.parametrize(
    ("code", "status", "passing"),
    [
        ("Throttling.User", 400, True),
        ("Throttling", 429, True),
        ("ServiceUnavailable", 503, True),
        ("Anything", 503, True),
        ("InternalError", 500, False),
        ("SignatureDoesNotMatch", 400, False),
        ("NoPermission", 403, False),
    ],
)
def test_only_what_passes_by_itself_is_asked_again(code: str, status: int, passing: bool) -> None:
    failure = refusal(code, "words", status, "", SIGNER)
    assert (failure.code, failure.passing) == (ExitCode.REFUSED, passing)


@pytest.mark.parametrize("code", ["SignatureDoesNotMatch", "InvalidAccessKeyId.NotFound", "InvalidTimeStamp.Expired"])
def test_no_secret_and_nothing_signed_is_in_the_words(code: str) -> None:
    says = refusal(code, "string to sign is:To=85212345678", 400, "http://x/errors", SIGNER).says
    for hidden in ("the-secret", "the-token", "85212345678"):
        assert hidden not in says
    assert says.endswith("\nSee http://x/errors")


def test_the_server_s_words_cannot_command_the_terminal() -> None:
    assert "\x1b" not in refusal("New.Code", "\x1b[2J", 400, "\x1b[2J", SIGNER).says


@pytest.mark.parametrize(
    ("endpoint", "advice"),
    [
        ("127.0.0.1:8080", "`heliograph serve` starts it."),
        ("[::1]:8080", "`heliograph serve` starts it."),
        ("https://sms.example.com", "is it reached from here?"),
    ],
)
def test_no_answer_names_the_server_and_the_way_on(endpoint: str, advice: str) -> None:
    says = unreachable(parse_endpoint(endpoint), "nothing listens there")
    assert says.startswith(f"no answer from {parse_endpoint(endpoint).authority}: nothing listens there. ")
    assert says.endswith(advice)
    assert unreachable(parse_endpoint(endpoint), "gone", doubt="Look first.").endswith("gone. Look first.")
