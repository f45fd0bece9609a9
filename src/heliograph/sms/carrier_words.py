"""What a carrier said of a message in its own words, kept beside our own state of it for people to read."""

import msgspec


class CarrierWords(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The words of one receipt, or of one answer to query_sm. What it does not say is empty."""

    stat: str = ""
    """The word after `stat:` as received, or the name of the message_state."""
    err: str = ""
    """The carrier's error code as received; its meaning is the carrier's own."""
    network_error: str = ""
    """TLV network_error_code as `TYPE:CODE` in decimal, `3:27`; type 3 is GSM."""
    done_date: str = ""
    """When the carrier says that it ended, as received."""
    done_at: int = 0
    """The same in UTC milliseconds; 0 where it could not be read. Our own time of arrival is the truth."""
    named: str = ""
    """The carrier's id as the receipt has it, where that is not the id of submit_sm_resp in the same letters."""
