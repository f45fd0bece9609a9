"""If these fail, a caller has to find his mistakes one request at a time, or is told of the wrong one."""

from hypothesis import given
from hypothesis import strategies as st

from heliograph.operations.dysmsapi_2018_05_01.send_message_to_globe import SEND_MESSAGE_TO_GLOBE
from heliograph.operations.validate import Faults, validate
from heliograph.sms.msisdn import NumberBook

NUMBERS = NumberBook()

#: For each parameter a good value, and bad ones with their codes and whether they are business refusals.
GOOD = {
    "To": "85261234567",
    "From": "Heliograph",
    "Message": "Hello",
    "Type": "OTP",
    "TaskId": "task-1",
    "ValidityPeriod": "600",
    "ChannelId": "3790",
}
BAD: dict[str, list[tuple[str, str, bool]]] = {
    "To": [("", "MissingTo", False), ("nobody", "MOBILE_NUMBER_ILLEGAL", True)],
    "From": [("not one", "INVALID_SENDERID", True)],
    "Message": [("", "MissingMessage", False), ("x" * 1501, "PARAM_LENGTH_LIMIT", True)],
    "Type": [("SPAM", "INVALID_PARAMETERS", True)],
    "TaskId": [("x" * 256, "PARAM_LENGTH_LIMIT", True)],
    "ValidityPeriod": [("soon", "InvalidValidityPeriod", False), ("259201", "INVALID_PARAMETERS", True)],
    "ChannelId": [("x" * 65, "PARAM_LENGTH_LIMIT", True)],
}
BREAKS = st.dictionaries(st.sampled_from(sorted(BAD)), st.integers(0, 1))


def test_good_parameters_become_values_and_blank_or_unknown_ones_nothing() -> None:
    values = validate(SEND_MESSAGE_TO_GLOBE, {**GOOD, "TaskId": "", "RegionId": "x", "Action": "y"}, NUMBERS)
    assert not isinstance(values, Faults)
    assert set(values) == set(GOOD) - {"TaskId"}
    assert values["ValidityPeriod"] == 600


@given(BREAKS)
def test_every_fault_is_reported_in_the_order_of_the_description(breaks: dict[str, int]) -> None:
    broken = {name: BAD[name][which % len(BAD[name])] for name, which in breaks.items()}
    parameters = {**GOOD, **{name: value for name, (value, _, _) in broken.items()}}
    outcome = validate(SEND_MESSAGE_TO_GLOBE, parameters, NUMBERS)
    order = [parameter.name for parameter in SEND_MESSAGE_TO_GLOBE.parameters if parameter.name in broken]
    if not order:
        assert not isinstance(outcome, Faults)
        return
    assert isinstance(outcome, Faults)
    assert [(fault.parameter, fault.code, fault.business) for fault in outcome.faults] == [
        (name, *broken[name][1:]) for name in order
    ]
    assert outcome.first.parameter == order[0]
    for name in order:
        assert f"{name} " in outcome.text
        assert broken[name][0] == "" or broken[name][0] not in outcome.text


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), st.text(max_size=20)))
def test_no_text_at_all_makes_it_raise(parameters: dict[str, str]) -> None:
    outcome = validate(SEND_MESSAGE_TO_GLOBE, parameters, NUMBERS)
    assert isinstance(outcome, (dict, Faults))
