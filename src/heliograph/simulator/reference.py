"""Writes `docs/magic-numbers.md` from the table of magic numbers, so that no row goes undocumented.

`python -m heliograph.simulator.reference > docs/magic-numbers.md` writes it anew; a test compares.
"""

import sys

from heliograph.simulator.magic_numbers import MAGIC_NUMBERS, MagicNumber

#: The area code that the page's examples use; every other one does the same.
EXAMPLE_AREA = "202"

_INTRODUCTION = """\
# Magic numbers

Generated from the table itself by `python -m heliograph.simulator.reference`.

The simulated carrier network, inside the server or as `heliograph smsc`, delivers every message and says so in a
receipt, unless the recipient is one of the numbers below. All of them are reserved for fiction, so that a message to
one reaches nobody even over a real carrier, and the number library holds them valid, so that the API takes them.

The last two digits of +1 AAA 555 01xx decide, in every area code AAA: tests that run side by side can use one each.
Some outcomes have an Australian mobile number as well.

Each row is a rule of its own, below all others: what else can be done to any number is in
[The simulated carrier](simulator.md).

Receipts come after the network's own delay (`heliograph smsc --receipt-delay-ms`) where a row says nothing else, and as
the ESME asks in registered_delivery: always, for failures only, or never. "Each message" means the same text between
the same two addresses; the parts of a long message count each for itself.

| number | or | what happens |
|---|---|---|
"""


def reference() -> str:
    """The whole page."""
    return _INTRODUCTION + "".join(f"{_row(row)}\n" for row in MAGIC_NUMBERS)


def _row(row: MagicNumber) -> str:
    australian = row.australian
    spaced = f"+{australian[:2]} {australian[2:5]} {australian[5:8]} {australian[8:]}" if australian else ""
    return f"| +1 {EXAMPLE_AREA} 555 01{row.digits} | {spaced} | {row.says} |"


if __name__ == "__main__":
    sys.stdout.write(reference())
