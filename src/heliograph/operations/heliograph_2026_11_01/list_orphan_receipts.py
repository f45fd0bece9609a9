"""ListOrphanReceipts: receipts of carriers that match no message, newest first."""

from collections.abc import Sequence

from heliograph.operations.call import Answer, Call, Reply, known, operation
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
from heliograph.sms.orphan_guess import Guess, Handed, guess, keys_to_try
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
    Field(
        "Guess",
        "What it is probably about, in a sentence.",
        "Its id is that of a message in another form: 6699 in the response, 1a2b in the receipt.",
    ),
    Field("GuessedMessageId", "The message that is guessed; absent where none is.", "1008030300312345"),
    Field("Advice", "What to do; absent where there is nothing.", 'Set id_form = "hex-to-dec" for net-one.'),
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
    guesses = await _guesses(page, ports)
    rows = [_shown(one, guessed, ports.rules.offset_minutes) for one, guessed in zip(page, guesses, strict=True)]
    fields: dict[str, Answer] = {"Receipts": rows}
    if len(found) > items_max:
        place = page[-1].place
        fields["NextBefore"] = f"{place.received_at}.{place.generation}.{place.carrier}.{place.key}"
    return Reply(fields=fields)


async def _guesses(page: Sequence[Orphan], ports: Ports) -> list[Guess]:
    """What each is probably about, all looked up at once."""
    tried = [[(one.place.carrier, key) for key in keys_to_try(one.carrier_message_id)] for one in page]
    found: dict[tuple[str, str], list[Handed]] = {}
    for handed in await ports.orphans.handed([key for keys in tried for key in keys]):
        found.setdefault((handed.carrier, handed.key), []).append(handed)
    return [
        guess(one.place.carrier, one.carrier_message_id, one.to, [hit for key in keys for hit in found.get(key, ())])
        for one, keys in zip(page, tried, strict=True)
    ]


def _place(text: str) -> Place | None:
    """Where the page begins; None where the text is no place."""
    received_at, _, rest = text.partition(".")
    generation, _, rest = rest.partition(".")
    carrier, dot, key = rest.partition(".")
    sound = all(part.isascii() and part.isdigit() and len(part) < 19 for part in (received_at, generation))
    return Place(int(received_at), carrier, key, int(generation)) if sound and dot else None


def _shown(one: Orphan, guessed: Guess, offset_minutes: int) -> dict[str, Answer]:
    shown = {
        "Carrier": one.place.carrier,
        "CarrierMessageId": one.carrier_message_id,
        "To": one.to,
        "State": str(one.state),
        "Code": one.code,
        "CarrierState": one.words.stat,
        "CarrierError": one.words.err,
        "ReceiveDate": api_date(one.place.received_at, offset_minutes),
        "Guess": guessed.says,
        "GuessedMessageId": str(guessed.message) if guessed.message else "",
        "Advice": guessed.advice,
    }
    return known(shown)
