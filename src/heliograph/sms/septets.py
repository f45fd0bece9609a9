"""Packs septets into octets and unpacks them again (3GPP TS 23.038 §6.1.2)."""

#: What fills seven spare bits at the end, since seven zeros would read as `@` (3GPP TS 23.038 §6.1.2.3.1).
_CR = 0x0D


def fill_bits(header_octets: int) -> int:
    """The bits from the end of a user data header to the next whole septet (3GPP TS 23.040 §9.2.3.24).

    `header_octets` counts the header's length octet.
    """
    return -8 * header_octets % 7


def pack(septets: bytes, fill: int = 0) -> bytes:
    """`septets`, one an octet, as a stream of bits behind `fill` zeros; a CR fills seven spare bits at the end."""
    if (fill + 7 * len(septets)) % 8 == 1:
        septets += bytes((_CR,))
    bits = 0
    for septet in reversed(septets):
        bits = bits << 7 | septet
    return (bits << fill).to_bytes((fill + 7 * len(septets) + 7) // 8, "little")


def unpack(octets: bytes, fill: int = 0) -> bytes:
    """The septets of a stream of bits, one an octet.

    The stream does not say how many there are: a CR that ends with the last bit counts as filling, so that a text of
    just that length which ends with a CR loses it.
    """
    bits = int.from_bytes(octets, "little") >> fill
    count, spare = divmod(max(0, 8 * len(octets) - fill), 7)
    septets = bytes(bits >> 7 * place & 0x7F for place in range(count))
    return septets[:-1] if not spare and septets[-1:] == bytes((_CR,)) else septets
