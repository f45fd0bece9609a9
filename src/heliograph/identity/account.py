"""The account that owns messages: the one whose keys send them and who alone may read them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """One customer of this server; every message, key and limit belongs to exactly one."""

    id: str
    """Decimal digits in Alibaba Cloud's manner, `1000000000000001`; the partner of `acs:ram::<id>:root`."""

    name: str = ""
    """What people call it; empty when nobody named it."""
