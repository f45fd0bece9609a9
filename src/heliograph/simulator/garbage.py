"""Octets that no peer should send, to see what an ESME does about them. Their names are the keys of `GARBAGE`."""

import random

from heliograph.smpp.codec import HEADER, encode
from heliograph.smpp.pdu import RESPONSE, SUBMIT_SM, SubmitSmResp

_UNKNOWN_COMMAND = 0x00000ABC
_HUGE = 0x7FFFFFFF


def garbage(name: str, sequence: int, source: random.Random) -> bytes:
    """The octets of that name; those that look like a response have `sequence`."""
    response = SUBMIT_SM | RESPONSE
    match name:
        case "bad-length":
            return HEADER.pack(8, response, 0, sequence)
        case "huge-length":
            return HEADER.pack(_HUGE, response, 0, sequence)
        case "unknown-command":
            return HEADER.pack(16, _UNKNOWN_COMMAND, 0, sequence)
        case "bad-body":
            body = b"7" * 70
            return HEADER.pack(16 + len(body), response, 0, sequence) + body
        case "half":
            whole = encode(SubmitSmResp("1234567890"), sequence)
            return whole[: len(whole) // 2]
        case _:
            return source.randbytes(64)
