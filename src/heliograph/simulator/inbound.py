"""Makes the deliver_sm of a message that a handset sends."""

import msgspec

from heliograph.smpp.pdu import ESM_CLASS_UDHI, DeliverSm, SubmitSm
from heliograph.sms.alphabet import Alphabet, encode
from heliograph.sms.segments import DataCoding, coding_of, octets_of, split_into_segments
from heliograph.sms.udh import concatenation_header

_INTERNATIONAL, _ISDN = 1, 1  # TON and NPI of a number in E.164 (SMPP 3.4 §5.2.5, §5.2.6)


def inbound_pdus(
    source: str, destination: str, text: str, reference: int, alphabet: Alphabet = Alphabet.GSM7_UNPACKED
) -> tuple[DeliverSm, ...]:
    """One deliver_sm for each segment of `text`, from the handset `source` to the number or short code `destination`.

    `reference` is the concatenation reference, one octet; a text of one segment has no header. Raises TooLong.
    """
    coding = coding_of(text, alphabet)
    parts = split_into_segments(text, coding)
    pdus = []
    for part in parts:
        header = concatenation_header(reference, part.total, part.number) if part.total > 1 else b""
        ucs2 = coding is DataCoding.UCS2
        octets = octets_of(part.text, coding) if ucs2 else encode(part.text, alphabet, len(header))
        pdus.append(
            DeliverSm(
                source_addr_ton=_INTERNATIONAL,
                source_addr_npi=_ISDN,
                source_addr=source,
                dest_addr_ton=_INTERNATIONAL,
                dest_addr_npi=_ISDN,
                destination_addr=destination,
                esm_class=ESM_CLASS_UDHI if header else 0,
                data_coding=int(coding),
                short_message=header + octets,
            )
        )
    return tuple(pdus)


def reply_pdus(
    asked: SubmitSm, text: str, reference: int, alphabet: Alphabet = Alphabet.GSM7_UNPACKED
) -> tuple[DeliverSm, ...]:
    """What the handset that a submit_sm went to answers its sender; otherwise as `inbound_pdus`."""
    return tuple(
        msgspec.structs.replace(
            pdu,
            source_addr_ton=asked.dest_addr_ton,
            source_addr_npi=asked.dest_addr_npi,
            dest_addr_ton=asked.source_addr_ton,
            dest_addr_npi=asked.source_addr_npi,
        )
        for pdu in inbound_pdus(asked.destination_addr, asked.source_addr, text, reference, alphabet)
    )
