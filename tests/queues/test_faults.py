"""If this fails, an SDK cannot tell one refusal of a queue from another."""

from heliograph.queues.faults import fault, out_of_range


def test_a_fault_has_mnss_status_and_text_unless_it_says_it_more_exactly() -> None:
    assert fault("MessageNotExist").status == 404
    assert fault("MessageNotExist").text == "Message not exist."
    assert fault("TimeExpired").status == 408
    assert fault("InvalidArgument", "why").text == "why"
    assert fault("ServiceUnavailable").status == 503


def test_a_number_out_of_range_is_told_its_bounds() -> None:
    wrong = out_of_range("waitseconds", 0, 30, " seconds")
    assert (wrong.code, wrong.status) == ("InvalidArgument", 400)
    assert wrong.text == "The value of waitseconds must be a whole number between 0 and 30 seconds."
