"""What can be said of values while they are typed: what is wrong with them, whose number it is, how many segments.

The same code that checks a call checks them, so a form never likes what the server refuses.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from heliograph.explorer.form import FormField
from heliograph.operations.description import Operation
from heliograph.operations.ports import Numbers
from heliograph.operations.validate import Faults, validate
from heliograph.sms.msisdn import Number
from heliograph.sms.ruler import Ruler, measure
from heliograph.sms.segments import TooLong


@dataclass(frozen=True, slots=True)
class Note:
    """What stands below one field."""

    fault: str = ""
    """One sentence in the API's words; empty where the value is allowed."""
    number: Number | None = None
    ruler: Ruler | None = None
    """How a text is cut; of none that is too long to be joined again."""


def notes(
    operation: Operation, fields: tuple[FormField, ...], values: Mapping[str, str], numbers: Numbers, whole: bool
) -> dict[str, Note]:
    """A note for each field, by name; an empty one where there is nothing to say.

    `whole` tells the fields that are missing, too: they are no fault while the form is still being filled in.
    """
    found = validate(operation, values, numbers)
    faults: dict[str, str] = {}
    if isinstance(found, Faults):
        faults = {one.parameter: one.text for one in found.faults if whole or values.get(one.parameter)}
        # The values that are right are wanted beside the faults of the others.
        good = {name: text for name, text in values.items() if name not in faults}
    else:
        good = dict(values)
    return {field.name: _note(field, good.get(field.name, ""), faults.get(field.name, ""), numbers) for field in fields}


def _note(field: FormField, text: str, fault: str, numbers: Numbers) -> Note:
    if fault or not text:
        return Note(fault)
    value = field.parameter.type.read(text, numbers)
    return Note(number=value if isinstance(value, Number) else None, ruler=_ruler(text) if field.is_message else None)


def _ruler(text: str) -> Ruler | None:
    try:
        return measure(text)
    except TooLong:
        return None
