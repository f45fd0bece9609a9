"""How a message shows what went to its carrier as it was given: octets, data coding, header and TLVs."""

from heliograph.operations.call import Answer
from heliograph.operations.description import Field
from heliograph.sms.given import read_given
from heliograph.sms.message import Body

GIVEN_AS_IT_IS = (
    Field("Octets", "The user data as it was given, in hex digits; absent where a text was.", "48656C6C6F"),
    Field("DataCoding", "The data_coding of Octets; absent without them.", "4"),
    Field("Udh", "The user data header, in hex digits; absent where none was given.", "050003A50201"),
    Field("Tlvs", "The TLVs that were given, each as tag=value in hex digits; absent where none were.", "1400=3130"),
)


def given_as_it_is(body: Body) -> dict[str, Answer]:
    """What was given beside the text or in its place; nothing for a text alone."""
    given = read_given(body.given)
    if given is None:
        return {}
    texts = {
        "Octets": given.octets.hex().upper() if given.octets is not None else "",
        "DataCoding": str(given.data_coding) if given.octets is not None else "",
        "Udh": given.udh.hex().upper(),
        "Tlvs": " ".join(f"{tag:04X}={value.hex().upper()}" for tag, value in given.tlvs),
    }
    return {name: text for name, text in texts.items() if text}
