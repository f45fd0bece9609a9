"""If this fails, the page shows a sample that is not of the call that a person filled in, or not of their target."""

import pytest

from explorer.samples.cases import OPERATIONS
from explorer.samples.golden import CALLS, path, text
from heliograph.explorer.samples.language import Language
from heliograph.explorer.samples.languages import LANGUAGES, sample
from heliograph.explorer.samples.target import Protocol, Target, cloud

HERE = Target("sms.example:8080", Protocol.HTTP)

every_language = pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.name)


def examples(operation_name: str) -> dict[str, str]:
    return {one.name: one.example for one in OPERATIONS[operation_name].parameters}


@every_language
@pytest.mark.parametrize("call", CALLS)
def test_a_sample_is_as_it_was_read(call: str, language: Language):
    assert text(call, language) == path(call, language).read_text()


def test_no_sample_is_kept_that_is_not_compared():
    kept = {one.name for one in path("send", LANGUAGES["python"]).parent.iterdir()}
    assert kept == {path(call, language).name for call in CALLS for language in LANGUAGES.values()}


@every_language
def test_every_operation_has_its_sample(language: Language):
    for name, operation in OPERATIONS.items():
        code = sample(operation, examples(name), language, HERE).code
        assert name in code
        assert code.endswith("\n")
        assert "«" not in code


@every_language
def test_only_endpoint_and_protocol_tell_this_server_from_the_cloud(language: Language):
    for name, operation in OPERATIONS.items():
        in_cloud = cloud(operation.product)
        if in_cloud is None:
            continue
        ours, theirs = (sample(operation, examples(name), language, one).code.splitlines() for one in (HERE, in_cloud))
        differ = [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
        endpoint, protocol = differ
        assert endpoint[1] == endpoint[0].replace(HERE.endpoint, in_cloud.endpoint)
        assert "http" in protocol[1].lower() or "secure" in protocol[1].lower()


@every_language
def test_no_key_is_in_a_sample(language: Language):
    code = sample(OPERATIONS["QueryMessage"], {"MessageId": "1"}, language, HERE).code
    assert "ALIBABA_CLOUD_ACCESS_KEY_ID" in code
    assert "LTAI" not in code


@every_language
def test_what_was_left_out_is_left_out_and_what_is_blank_is_sent(language: Language):
    code = sample(OPERATIONS["SendMessageToGlobe"], {"To": "", "Message": "Hi"}, language, HERE).code
    assert "Hi" in code
    assert "To" in code or "to" in code
    assert "TaskId" not in code
    assert "task" not in code.lower()
