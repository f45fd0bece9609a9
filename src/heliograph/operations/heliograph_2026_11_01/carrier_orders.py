"""PauseCarrier, DrainCarrier, DisableCarrier and ResumeCarrier: tell a carrier what to do from now on.

Each writes the order and returns; the process that owns the carrier's links obeys, and `ObeyedDate` tells when it has.
"""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Operation,
    Parameter,
)
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.carrier_fields import CARRIER, CARRIER_FIELDS, CARRIER_NAME, shown
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Integer, Text
from heliograph.store.desired import Desired, Kept, Order, change_of

REASON_MAX = 200
TIMEOUT_SECONDS_DEFAULT = 10

_REASON = Parameter(
    "Reason", Text(REASON_MAX), "Why, for whoever looks at the carrier later.", example="planned work until 04:00"
)
_TIMEOUT = Parameter(
    "TimeoutSeconds",
    Integer(0, 600),
    f"How long what is unanswered is waited for before it is in doubt; {TIMEOUT_SECONDS_DEFAULT} by default.",
    example="30",
)


def _described(name: str, says: str, *more: Parameter) -> Operation:
    return Operation(
        product=PRODUCT,
        version=VERSION,
        name=name,
        says=f"{says} It holds until another order, over restarts as well. Of the server's own account only.",
        action=f"heliograph:{name}",
        access=Access.UPDATE,
        calls_per_second=10,
        parameters=(CARRIER_NAME, _REASON, *more),
        answers=(RESPONSE_CODE, RESPONSE_DESCRIPTION, *CARRIER_FIELDS, REQUEST_ID),
        refusals=("DATA_NOT_EXIST", "INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT"),
        resource=CARRIER,
        of_server=True,
        source="Heliograph's own",
    )


PAUSE_CARRIER = _described(
    "PauseCarrier",
    "Hands nothing over to a carrier, which stays bound. Routes go on sending it messages; they wait.",
)
DRAIN_CARRIER = _described(
    "DrainCarrier",
    "Routes pass a carrier over; what waits for it is handed over, then it stays bound and idle. Receipts still come.",
)
DISABLE_CARRIER = _described(
    "DisableCarrier",
    "Routes pass a carrier over, nothing more is handed over, and its links end once what is unanswered is answered.",
    _TIMEOUT,
)
RESUME_CARRIER = _described("ResumeCarrier", "Lets a carrier run again, as if nothing had been ordered.")


@operation(PAUSE_CARRIER)
async def pause_carrier(call: Call, ports: Ports) -> Reply:
    return await _order(call, ports, Order.PAUSE)


@operation(DRAIN_CARRIER)
async def drain_carrier(call: Call, ports: Ports) -> Reply:
    return await _order(call, ports, Order.DRAIN)


@operation(DISABLE_CARRIER)
async def disable_carrier(call: Call, ports: Ports) -> Reply:
    return await _order(call, ports, Order.DISABLE)


@operation(RESUME_CARRIER)
async def resume_carrier(call: Call, ports: Ports) -> Reply:
    return await _order(call, ports, Order.RUN)


async def _order(call: Call, ports: Ports, order: Order) -> Reply:
    """Write the order with the nonce, whatever the one before was: the operator's last word holds."""
    name = call.text("CarrierName")
    if await ports.carriers.report(name) is None:
        return refused("DATA_NOT_EXIST")
    desired = Desired(
        order,
        by=call.principal,
        at=ports.clock.utc_ms(),
        reason=call.text("Reason"),
        timeout_seconds=call.number("TimeoutSeconds", TIMEOUT_SECONDS_DEFAULT),
    )
    [revision] = await ports.records.change([change_of(name, desired)], call.nonce)
    ports.carriers.ordered(name, Kept(desired, revision))
    report = await ports.carriers.report(name)
    return Reply(fields=shown(report, ports)) if report is not None else refused("DATA_NOT_EXIST")
