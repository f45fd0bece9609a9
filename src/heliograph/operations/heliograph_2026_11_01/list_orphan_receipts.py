"""ListOrphanReceipts: receipts of carriers that match no message, newest first."""

from heliograph.operations.call import Answer, Call, Reply, operation
from heliograph.operations.dates import api_date
from heliograph.operations.description import (
    REQUEST_ID,
    RESPONSE_CODE,
    RESPONSE_DESCRIPTION,
    Access,
    Field,
    Operation,
    Parameter,
    Shape,
)
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Integer, Text
from heliograph.store.orphans import Orphan, Place

ITEMS_DEFAULT = 50
ITEMS_MAX = 200

_ORPHAN = (
    Field("Carrier", "The carrier that sent it.", "net-one"),
    Field("CarrierMessageId", "The id that it names, as the carrier wrote it.", "7F3A"),
    Field("To", "The recipient that it speaks of; absent where it does not say.", "6581234810"),
    Field("State", "What it says: delivered, failed, …; submitted where it is no verdict.", "delivered"),
    Field("Code", "The delivery status code.", "DELIVERED"),
    Field("CarrierState", "The state in the carrier's own word; absent where it said none.", "DELIVRD"),
    Field("CarrierError", "The carrier's error code; absent without one.", "000"),
    Field("ReceiveDate", "When it arrived.", "Mon, 24 Dec 2018 16:58:22 +0800"),
)

LIST_ORPHAN_RECEIPTS = Operation(
    product=PRODUCT,
    version=VERSION,
    name="ListOrphanReceipts",
    says="Lists receipts of carriers that match no message, newest first. They are matched again at every response of "
    "their carrier, and kept for days. Of the server's own account only.",
    action="heliograph:ListOrphanReceipts",
    access=Access.LIST,
    calls_per_second=50,
    parameters=(
        Parameter("Before", Text(160), "NextBefore of the page before.", example="1795521600000.0.net-one.7f3a"),
        Parameter("MaxItems", Integer(1, ITEMS_MAX), f"How many at most; {ITEMS_DEFAULT} by default.", example="50"),
    ),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("Receipts", "The receipts, newest first.", shape=Shape.LIST, fields=_ORPHAN),
        Field("NextBefore", "Before for the next page; absent at the end.", "1795521600000.0.net-one.7f3a"),
        REQUEST_ID,
    ),
    refusals=("INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT"),
    of_server=True,
    source="Heliograph's own",
)


@operation(LIST_ORPHAN_RECEIPTS)
async def list_orphan_receipts(call: Call, ports: Ports) -> Reply:
    text = call.text("Before")
    before = _place(text)
    if text and before is None:
        return refused("INVALID_PARAMETERS", "Before must be the NextBefore of a page before.")
    items_max = call.number("MaxItems", ITEMS_DEFAULT)
    found = await ports.orphans.orphans(before=before, limit=items_max + 1)
    page = found[:items_max]
    fields: dict[str, Answer] = {"Receipts": [_shown(one, ports.rules.offset_minutes) for one in page]}
    if len(found) > items_max:
        place = page[-1].place
        fields["NextBefore"] = f"{place.received_at}.{place.generation}.{place.carrier}.{place.key}"
    return Reply(fields=fields)


def _place(text: str) -> Place | None:
    """Where the page begins; None where the text is no place."""
    received_at, _, rest = text.partition(".")
    generation, _, rest = rest.partition(".")
    carrier, dot, key = rest.partition(".")
    sound = all(part.isascii() and part.isdigit() and len(part) < 19 for part in (received_at, generation))
    return Place(int(received_at), carrier, key, int(generation)) if sound and dot else None


def _shown(one: Orphan, offset_minutes: int) -> dict[str, Answer]:
    shown = {
        "Carrier": one.place.carrier,
        "CarrierMessageId": one.carrier_message_id,
        "To": one.to,
        "State": str(one.state),
        "Code": one.code,
        "CarrierState": one.words.stat,
        "CarrierError": one.words.err,
        "ReceiveDate": api_date(one.place.received_at, offset_minutes),
    }
    return {name: value for name, value in shown.items() if value}
