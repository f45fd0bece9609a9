"""If this fails, a consumer that was configured for the cloud asks for a queue that is not here."""

from heliograph.sms.queue_name import MESSAGE_TYPES, queue_name


def test_a_queue_is_named_as_the_clouds_pages_name_it():
    assert queue_name("1092397003988387", "SmsReport") == "Alicom-Queue-1092397003988387-SmsReport"
    assert queue_name("1092397003988387", "SmsUp") == "Alicom-Queue-1092397003988387-SmsUp"
    assert MESSAGE_TYPES == ("SmsReport", "SmsUp")
