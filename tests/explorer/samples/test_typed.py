"""If this fails, a sample names a class, a method or a field that the typed SDK does not have."""

from alibabacloud_dysmsapi20180501 import models
from alibabacloud_dysmsapi20180501.client import Client

from explorer.samples.cases import OPERATIONS
from heliograph.explorer.samples.given import given
from heliograph.explorer.samples.python import attribute
from heliograph.explorer.samples.typed import TYPED, camel, is_typed, snake

DESCRIBED = [one for one in OPERATIONS.values() if (one.product, one.version) in TYPED]


def test_the_sdk_has_every_operation_and_parameter():
    assert len(DESCRIBED) == 6
    for operation in DESCRIBED:
        assert hasattr(Client, f"{snake(operation.name)}_with_options_async")
        fields = vars(getattr(models, f"{operation.name}Request")())
        assert {attribute(one.name) for one in operation.parameters} <= set(fields)


def test_names_are_the_generators():
    assert [snake(name) for name in ("To", "MessageId", "SmsUpExtendCode")] == [
        "to",
        "message_id",
        "sms_up_extend_code",
    ]
    assert [camel(name) for name in ("To", "MessageId")] == ["to", "messageId"]


def test_what_its_class_cannot_carry_goes_through_the_core():
    send = OPERATIONS["SendMessageToGlobe"]
    assert is_typed(given(send, {"ValidityPeriod": "600"}))
    assert not is_typed(given(send, {"ValidityPeriod": "soon"}))
    assert not is_typed(given(OPERATIONS["ListMessages"], {}))
