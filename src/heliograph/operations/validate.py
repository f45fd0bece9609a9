"""Checks what a request sent against an operation's description, and finds every fault at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from heliograph.operations.description import Operation, Parameter
from heliograph.operations.ports import Numbers
from heliograph.operations.types import Unfit, Unreadable, Value


@dataclass(frozen=True, slots=True)
class ParameterFault:
    """What is wrong with one parameter."""

    parameter: str
    code: str
    """`MissingTo`, `InvalidValidityPeriod`, or a ResponseCode of the catalogue where `business` is true."""
    text: str
    """One sentence: the parameter, what is wrong, what is allowed. It never repeats the value."""
    business: bool = False
    """Answered inside a 200 with `ResponseCode`; otherwise the gateway's 400."""


@dataclass(frozen=True, slots=True)
class Faults:
    """All faults of a call, in parameter order and never none: the first one's code, the text of all."""

    faults: tuple[ParameterFault, ...]

    @property
    def first(self) -> ParameterFault:
        return self.faults[0]

    @property
    def text(self) -> str:
        return " ".join(fault.text for fault in self.faults)


def validate(operation: Operation, parameters: Mapping[str, str], numbers: Numbers) -> dict[str, Value] | Faults:
    """The values of the operation's parameters by name, or everything that is wrong with them.

    A parameter sent blank counts as absent: SDKs send the optional ones so (`From=&TaskId=`). Names that the operation
    does not know are ignored, as the real service does. What is absent is absent from the result too.
    """
    values: dict[str, Value] = {}
    faults: list[ParameterFault] = []
    for parameter in operation.parameters:
        text = parameters.get(parameter.name, "")
        if not text:
            if parameter.required:
                faults.append(_missing(parameter))
            continue
        value = parameter.type.read(text, numbers)
        if isinstance(value, (Unreadable, Unfit)):
            faults.append(_wrong(parameter, value))
        else:
            values[parameter.name] = value
    return Faults(tuple(faults)) if faults else values


def _missing(parameter: Parameter) -> ParameterFault:
    return ParameterFault(parameter.name, f"Missing{parameter.name}", f"{parameter.name} is mandatory for this action.")


def _wrong(parameter: Parameter, wrong: Unreadable | Unfit) -> ParameterFault:
    text = f"{parameter.name} {wrong.allowed}."
    if isinstance(wrong, Unreadable):
        return ParameterFault(parameter.name, f"Invalid{parameter.name}", text)
    return ParameterFault(parameter.name, wrong.code or parameter.refused_as, text, business=True)
