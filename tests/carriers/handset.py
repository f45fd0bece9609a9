"""Reads submit_sm as network and handset do, by the specifications alone: shares nothing with the code under test."""

from collections.abc import Sequence

from heliograph.smpp.pdu import SubmitSm

#: 3GPP TS 23.038 §6.2.1, a row for each value of the upper three bits.
_ROWS = (
    "@£$¥èéùìòÇ\nØø\rÅå",
    "Δ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ",
    " !\"#¤%&'()*+,-./",
    "0123456789:;<=>?",
    "¡ABCDEFGHIJKLMNO",
    "PQRSTUVWXYZÄÖÑÜ§",
    "¿abcdefghijklmno",
    "pqrstuvwxyzäöñüà",
)
_EXTENSION = {10: "\f", 20: "^", 40: "{", 41: "}", 47: "\\", 60: "[", 61: "~", 62: "]", 64: "|", 101: "€"}

#: Octets of user data that the air carries.
AIR = 140


def read(pdus: Sequence[SubmitSm], alphabet: str, *, ucs2_coding: int = 8) -> str:
    """The text of the parts of one message, in the order of their numbers."""
    parts = sorted((_place(pdu), pdu) for pdu in pdus) if len(pdus) > 1 else [((0, 1, 1), pdus[0])]
    references, totals, numbers = zip(*(place for place, _ in parts), strict=True)
    assert len(set(references)) == len(set(totals)) == 1
    assert numbers == tuple(range(1, totals[0] + 1))
    return "".join(_text(pdu, alphabet, ucs2_coding) for _, pdu in parts)


def on_the_air(pdu: SubmitSm, alphabet: str, ucs2_coding: int = 8) -> int:
    """Octets of user data that this part takes on the air, with the header that an SMSC writes for SAR; 0 of a payload,
    which the SMSC cuts."""
    if dict(pdu.tlvs).get(0x424):
        return 0
    header = len(_header(pdu)) or (6 if 0x20C in dict(pdu.tlvs) else 0)
    octets = pdu.short_message[len(_header(pdu)) :]
    if pdu.data_coding == ucs2_coding or alphabet == "packed":
        return header + len(octets)
    text = _text(pdu, alphabet, ucs2_coding)
    septets = len(text) + sum(character in _EXTENSION.values() for character in text)
    return header + -(-septets * 7 // 8)


def _header(pdu: SubmitSm) -> bytes:
    return pdu.short_message[: pdu.short_message[0] + 1] if pdu.esm_class & 0x40 else b""


def _place(pdu: SubmitSm) -> tuple[int, int, int]:
    """Reference, total, number."""
    header = _header(pdu)
    if header[1:3] == b"\x00\x03":
        return header[3], header[4], header[5]
    if header[1:3] == b"\x08\x04":
        return header[3] << 8 | header[4], header[5], header[6]
    sar = dict(pdu.tlvs)
    assert [len(sar[tag]) for tag in (0x20C, 0x20E, 0x20F)] == [2, 1, 1]
    return int.from_bytes(sar[0x20C], "big"), sar[0x20E][0], sar[0x20F][0]


def _text(pdu: SubmitSm, alphabet: str, ucs2_coding: int) -> str:
    header = _header(pdu)
    octets = pdu.short_message[len(header) :] or dict(pdu.tlvs).get(0x424, b"")
    if pdu.data_coding == ucs2_coding:
        return octets.decode("utf-16-be")
    if alphabet in ("latin-1", "ascii"):
        return octets.decode(alphabet)
    return _gsm(_unpacked(octets, len(header)) if alphabet == "packed" else list(octets))


def _unpacked(octets: bytes, header_octets: int) -> list[int]:
    """By a string of bits, the first of which is the lowest one of the first octet."""
    stream = "".join(f"{octet:08b}"[::-1] for octet in octets)
    skip = next(bits for bits in range(7) if (header_octets * 8 + bits) % 7 == 0)
    stream = stream[skip:]
    septets = [int(stream[at : at + 7][::-1], 2) for at in range(0, len(stream) - 6, 7)]
    if len(stream) % 7 == 0 and septets[-1:] == [13]:
        septets.pop()
    return septets


def _gsm(septets: list[int]) -> str:
    text, at = "", 0
    while at < len(septets):
        if septets[at] == 27:
            at += 1
            text += _EXTENSION[septets[at]]
        else:
            text += _ROWS[septets[at] >> 4][septets[at] & 15]
        at += 1
    return text
