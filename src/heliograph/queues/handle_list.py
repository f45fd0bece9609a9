"""Reads the document of a BatchDeleteMessage: a list of receipt handles, and nothing that XML could do beyond that.

Expat alone, and a document type is an error before anything in it is read: without one there are no entities to expand
and nothing outside to fetch. Size, depth and count are bounded.
"""

from xml.parsers import expat

from heliograph.gateway.faults import Fault
from heliograph.queues.faults import fault

#: Sixteen handles of our own are under 3 KB.
OCTETS_MAX = 16_384

_LIST, _ITEM = "ReceiptHandles", "ReceiptHandle"


class _Refused(Exception):
    """The document is none that is read here; the argument is the fault."""

    def __init__(self, fault_: Fault) -> None:
        super().__init__(fault_.code)
        self.fault = fault_


class _Reading:
    """The elements open now, and the handles so far."""

    def __init__(self, count_max: int) -> None:
        self._count_max = count_max
        self._open: list[str] = []
        self._text: list[str] = []
        self.handles: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._open.append(name)
        if self._open not in ([_LIST], [_LIST, _ITEM]):
            raise _Refused(fault("InvalidArgument", f"The XML must be a list {_LIST} of elements {_ITEM}."))

    def end(self, name: str) -> None:
        if self._open.pop() == _ITEM:
            self.handles.append("".join(self._text).strip())
            self._text.clear()
            if len(self.handles) > self._count_max:
                raise _Refused(fault("InvalidArgument", f"At most {self._count_max} receipt handles are allowed."))

    def text(self, text: str) -> None:
        if len(self._open) == 2:
            self._text.append(text)

    def document_type(self, *declaration: object) -> None:
        raise _Refused(fault("MalformedXML", "The XML has a document type, which is not allowed."))


def read_handles(body: bytes, count_max: int) -> tuple[str, ...] | Fault:
    """The handles in the document's order, at least one and none of them blank."""
    if len(body) > OCTETS_MAX:
        return fault("InvalidArgument", f"The XML has {len(body)} octets; at most {OCTETS_MAX} are allowed.")
    reading = _Reading(count_max)
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.StartDoctypeDeclHandler = reading.document_type
    try:
        parser.Parse(body, True)
    except _Refused as refused:
        return refused.fault
    except expat.ExpatError:
        return fault("MalformedXML")
    if not reading.handles or not all(reading.handles):
        return fault("MissingReceiptHandle")
    return tuple(reading.handles)
