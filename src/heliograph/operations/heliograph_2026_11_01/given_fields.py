"""The parameters of SubmitMessage for what goes to the carrier as it is, and how they are read together."""

import base64
import binascii

from heliograph.operations.call import Call
from heliograph.operations.description import Parameter
from heliograph.operations.dysmsapi_2018_05_01.send_limits import Refused
from heliograph.operations.types import Choice, Integer, JsonObject, Pattern, Text
from heliograph.sms.given import Given, Tlvs, is_whole_header, octets_max

_OCTETS_LENGTH_MAX = 700
_TLVS_LENGTH_MAX = 4_096
_TAG_MAX = 0xFFFF

#: TLVs that the PDU itself is made with: what they would say is said by other parameters.
_OURS = {0x0424: "message_payload: Message and Octets take long texts and octets"}

_TON_NPI = r"[0-9]{1,3}/[0-9]{1,3}\Z"
_TON_NPI_SAYS = "type of number and numbering plan, such as 5/0"

OCTETS = Parameter(
    "Octets",
    Text(_OCTETS_LENGTH_MAX),
    "The user data as it is, in place of Message: one segment, without its header; hex digits unless Encoding says "
    "base64.",
    example="48656C6C6F",
)
GIVEN = (
    OCTETS,
    Parameter("Encoding", Choice(("hex", "base64")), "How Octets is written; hex by default.", example="hex"),
    Parameter(
        "DataCoding",
        Integer(0, 255),
        "The data_coding of Octets: 0 (by default) GSM 7-bit with one septet an octet, 3 Latin-1, 4 binary, 8 UCS-2.",
        example="8",
    ),
    Parameter(
        "Udh",
        Pattern(r"(?:[0-9A-Fa-f]{2}){1,140}\Z", "hex digits, two an octet"),
        "The user data header before Octets, with its length octet, in hex digits.",
        example="050003A50201",
    ),
    Parameter(
        "Tlvs",
        JsonObject(_TLVS_LENGTH_MAX),
        'TLVs for the carrier, as the text of a JSON object of tag and value in hex digits: {"1400":"31303031"}.',
        example='{"1400":"31303031"}',
        refused_as="INVALID_JSON_PARAM",
    ),
    Parameter("ProtocolId", Integer(0, 255), "The protocol_id; the carrier's own by default.", example="0"),
    Parameter(
        "SourceTonNpi",
        Pattern(_TON_NPI, _TON_NPI_SAYS),
        "Type of number and numbering plan of From as its receipt is to have them; the carrier gets its own settings'.",
        example="5/0",
    ),
    Parameter(
        "DestinationTonNpi",
        Pattern(_TON_NPI, _TON_NPI_SAYS),
        "The same of To.",
        example="1/1",
    ),
)


def given_of(call: Call) -> Given | Refused:
    """What the call gives beside its text, or in its place; or why that cannot be sent."""
    tlvs = _tlvs(call.pairs("Tlvs"))
    if isinstance(tlvs, Refused):
        return tlvs
    octets = _octets(call)
    if isinstance(octets, Refused):
        return octets
    udh = bytes.fromhex(call.text("Udh"))
    if udh and not is_whole_header(udh):
        return Refused("INVALID_PARAMETERS", "Udh must be a whole header: its length octet, then whole elements.")
    if octets is None and (udh or call.number("DataCoding")):
        return Refused("INVALID_PARAMETERS", "Udh and DataCoding go with Octets; a Message is coded by the server.")
    data_coding = call.number("DataCoding")
    most = octets_max(data_coding, len(udh))
    if octets is not None and len(octets) > most:
        return Refused("PARAM_LENGTH_LIMIT", f"Octets has {len(octets)} octets; one segment holds {most} of them here.")
    return Given(
        octets,
        data_coding,
        udh,
        call.number("ProtocolId"),
        tlvs,
        _ton_npi(call.text("SourceTonNpi")),
        _ton_npi(call.text("DestinationTonNpi")),
    )


def _octets(call: Call) -> bytes | Refused | None:
    text = call.text("Octets")
    if bool(text) == bool(call.text("Message")) and not (call.text("Udh") and not text):
        return Refused("INVALID_PARAMETERS", "Either Message or Octets is mandatory, and not both.")
    if not text:
        # A header may stand alone: with nothing behind it, it is all that is said.
        return b"" if call.text("Udh") and not call.text("Message") else None
    try:
        if call.text("Encoding") == "base64":
            return base64.b64decode(text, validate=True)
        return binascii.unhexlify(text)
    except ValueError:
        return Refused("INVALID_PARAMETERS", f"Octets cannot be read as {call.text('Encoding') or 'hex'}.")


def _tlvs(pairs: dict[str, str]) -> Tlvs | Refused:
    found = []
    for tag, value in pairs.items():
        try:
            number = int(tag, 16)
            octets = binascii.unhexlify(value)
        except ValueError:
            return Refused("INVALID_JSON_PARAM", "Tlvs must be tags and values in hex digits.")
        if not 0 < number <= _TAG_MAX:
            return Refused("INVALID_JSON_PARAM", "Tlvs must have tags from 0001 to FFFF.")
        if number in _OURS:
            return Refused("INVALID_JSON_PARAM", f"Tlvs must not have {_OURS[number]}.")
        found.append((number, octets))
    return tuple(found)


def _ton_npi(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    ton, _, npi = text.partition("/")
    return min(int(ton), 0xFF), min(int(npi), 0xFF)
