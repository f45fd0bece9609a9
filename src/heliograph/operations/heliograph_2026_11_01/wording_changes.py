"""What all changes of templates and signatures do alike: find one, hold it to its revision, write, tell conflicts."""

from collections.abc import Callable, Mapping

from heliograph.operations.call import Answer, Call, Reply
from heliograph.operations.description import Parameter
from heliograph.operations.heliograph_2026_11_01.whose import REFUSALS_OF_SERVER, account_of
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.shelf import Kept, Shelf
from heliograph.operations.types import Integer
from heliograph.sms.approval import Wording
from heliograph.store.records import Conflict

REVISION = Parameter(
    "Revision",
    Integer(1, 2**53),
    "The revision that was read and is meant; refused with DATA_CHANGED where it is another one by now.",
    example="1",
)

#: What a change of one that is there may be refused with, beside its own parameters.
REFUSALS = ("DATA_NOT_EXIST", "DATA_CHANGED", "DATA_READ_ONLY", "INVALID_PARAMETERS")

#: What a decision about one may be refused with.
DECISION_REFUSALS = tuple(dict.fromkeys((*REFUSALS, *REFUSALS_OF_SERVER)))

#: One of them as answers show it.
Row = Callable[[Kept[Wording], int], Mapping[str, Answer]]


async def added(call: Call, ports: Ports, shelf: Shelf[Wording], item: Wording, row: Row[Wording]) -> Reply:
    """Keep a new one; refused where there is one of its key, also in the configuration."""
    if await shelf.find(ports, call.account, item.key) is not None:
        return refused("DATA_EXISTS")
    try:
        kept = await shelf.add(ports, call.account, item, call.nonce)
    except Conflict:
        return refused("DATA_EXISTS")
    return Reply(fields=row(kept, ports.rules.offset_minutes))


async def changed(
    call: Call,
    ports: Ports,
    shelf: Shelf[Wording],
    key: str,
    change: Callable[[Wording], Wording],
    row: Row[Wording],
    account: str = "",
) -> Reply:
    """Replace the one of this key by what `change` makes of it. Of two at once, one is told that it came second.

    It is one of the caller's own account unless `account` is another.
    """
    account = account or call.account
    kept = await _found(call, ports, shelf, account, key)
    if isinstance(kept, Reply):
        return kept
    try:
        kept = await shelf.put(ports, account, kept, change(kept.item), call.nonce)
    except Conflict:
        return refused("DATA_CHANGED")
    return Reply(fields=row(kept, ports.rules.offset_minutes))


async def decided(
    call: Call,
    ports: Ports,
    shelf: Shelf[Wording],
    key: str,
    decision: Callable[[Wording], Wording],
    row: Row[Wording],
) -> Reply:
    """Approve or reject the one of this key, of the account that the call names."""
    account = account_of(call, ports)
    return account if isinstance(account, Reply) else await changed(call, ports, shelf, key, decision, row, account)


async def removed(call: Call, ports: Ports, shelf: Shelf[Wording], key: str) -> Reply:
    """Remove the one of this key."""
    kept = await _found(call, ports, shelf, call.account, key)
    if isinstance(kept, Reply):
        return kept
    try:
        await shelf.remove(ports, call.account, kept, call.nonce)
    except Conflict:
        return refused("DATA_CHANGED")
    return Reply()


async def _found(call: Call, ports: Ports, shelf: Shelf[Wording], account: str, key: str) -> Kept[Wording] | Reply:
    kept = await shelf.find(ports, account, key)
    if kept is None:
        return refused("DATA_NOT_EXIST")
    if kept.read_only:
        return refused("DATA_READ_ONLY")
    if "Revision" in call.values and call.number("Revision") != kept.revision:
        return refused(
            "DATA_CHANGED", f"It is at revision {kept.revision} by now; nothing of this request has happened."
        )
    return kept
