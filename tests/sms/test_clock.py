"""A clock in the domain that reads the machine's would make the simulated world drift from its seed."""

from pathlib import Path

from heliograph.sms import clock

#: What would let a module of the domain read the time or draw chance by itself (I8).
FORBIDDEN = (
    "import time",
    "from time ",
    "datetime.now",
    "utcnow",
    "time_ns",
    "import random",
    "import secrets",
    "urandom",
)


def test_no_module_of_the_domain_reads_time_or_chance_by_itself():
    for path in sorted(Path(clock.__file__).parent.rglob("*.py")):
        text = path.read_text("utf-8")
        assert not [word for word in FORBIDDEN if word in text], path.name
