"""ConversionData: the share of conversions that a client has worked out for itself."""

from heliograph.operations.call import OK, Call, Reply, operation
from heliograph.operations.dates import day_of
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Operation,
    Parameter,
    Place,
)
from heliograph.operations.dysmsapi_2018_05_01 import PRODUCT, VERSION
from heliograph.operations.dysmsapi_2018_05_01.sms_conversion import MOMENT_MAX, SLACK_MS
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Integer, Share
from heliograph.store.conversions import ConversionRate

CONVERSION_DATA = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ConversionData",
    says="Reports the share of messages whose recipients did what they asked for. Of two reports for one moment the "
    "last holds.",
    action="dysms:ConversionData",
    access=Access.UPDATE,
    calls_per_second=10,
    methods=("POST",),
    parameters=(
        Parameter(
            "ConversionRate", Share(), "The share, from 0 to 1.", required=True, example="0.53", place=Place.FORM
        ),
        Parameter(
            "ReportTime",
            Integer(0, MOMENT_MAX),
            "The moment it is true of, in milliseconds since 1970: not after now, which it is when absent.",
            example="1349055900000",
            place=Place.FORM,
        ),
    ),
    answers=(RESPONSE_CODE, RESPONSE_DESCRIPTION, REQUEST_ID),
    refusals=("INVALID_PARAMETERS",),
    source="API page ConversionData (2025-12-11)",
)


@operation(CONVERSION_DATA)
async def conversion_data(call: Call, ports: Ports) -> Reply:
    now = ports.clock.utc_ms()
    moment = call.number("ReportTime", now)
    if moment > now + SLACK_MS:
        return refused("INVALID_PARAMETERS", "ReportTime must not be after now.")
    rate = ConversionRate(
        account=call.account,
        day=day_of(moment, ports.rules.offset_minutes),
        at=moment,
        rate=float(call.text("ConversionRate")),
        reported_at=now,
    )
    await ports.conversions.convert_rate(rate, call.nonce)
    return Reply(OK, OK)
