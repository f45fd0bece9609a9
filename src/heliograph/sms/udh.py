"""Writes and reads the concatenation element of a user data header (3GPP TS 23.040 §9.2.3.24.1, §9.2.3.24.8)."""

import msgspec

_CONCATENATION_8BIT = 0x00
_CONCATENATION_16BIT = 0x08


class Concatenation(msgspec.Struct, frozen=True, gc=False):
    """Which part of which message a segment is."""

    reference: int
    """One octet, or two where the sender uses the 16-bit element."""
    total: int
    number: int


def concatenation_header(reference: int, total: int, number: int, *, wide: bool = False) -> bytes:
    """The octets before the text of one part of several: six with an 8-bit reference, seven with a 16-bit one.

    Raises ValueError where a value has no room or `number` is not one of `total`.
    """
    if not (0 <= reference <= (0xFFFF if wide else 0xFF) and 1 <= number <= total <= 0xFF):
        raise ValueError(f"Part {number} of {total} under reference {reference} fits no concatenation header.")
    if wide:
        return bytes((6, _CONCATENATION_16BIT, 4, *reference.to_bytes(2, "big"), total, number))
    return bytes((5, _CONCATENATION_8BIT, 3, reference, total, number))


def read_header(short_message: bytes) -> tuple[Concatenation | None, bytes]:
    """The concatenation element, if there is a sound one, and the octets after the header.

    For a short_message whose esm_class says that it begins with a header (UDHI). Reads both widths of reference, skips
    all other elements, and never raises: a header longer than the octets leaves nothing, as a handset would show.
    """
    if not short_message:
        return None, b""
    end = 1 + short_message[0]
    header, payload = short_message[1:end], short_message[end:]
    found: Concatenation | None = None
    position = 0
    while position + 2 <= len(header):
        tag, length = header[position], header[position + 1]
        value = header[position + 2 : position + 2 + length]
        position += 2 + length
        width = {_CONCATENATION_8BIT: 1, _CONCATENATION_16BIT: 2}.get(tag)
        if width is None or length != width + 2 or len(value) != length:
            continue
        total, number = value[width], value[width + 1]
        if 1 <= number <= total:
            found = Concatenation(int.from_bytes(value[:width], "big"), total, number)
    return found, payload
