"""How Heliograph's own operations show a message: the fields of a row, and of one message with its hand-overs."""

import orjson

from heliograph.operations.call import Answer, known
from heliograph.operations.dates import api_date
from heliograph.operations.description import Field, Shape
from heliograph.operations.dysmsapi_2018_05_01.shared_fields import NUMBER_DETAIL, number_detail
from heliograph.operations.heliograph_2026_11_01.failover_words import failover_in_words
from heliograph.operations.outcome import error_code
from heliograph.sms.carrier_words import CarrierWords
from heliograph.sms.cost import cost_text, costs_of
from heliograph.sms.hindsight import hindsight
from heliograph.sms.message import Attempt, Message, Segment, Summary, lane_of, segment_state, summarise
from heliograph.sms.money import amount_text
from heliograph.store.port import Stored

#: One message in a list.
ROW = (
    Field("MessageId", "The message's id.", "1008030300312345"),
    Field("To", "The recipient's number, digits only.", "6581234810"),
    Field("From", "The sender ID; absent where none was given.", "Alicloud321"),
    Field("Message", "The text.", "Hello!"),
    Field("Type", "OTP, NOTIFY or MKT; absent where none was given.", "OTP"),
    Field("TaskId", "Your own id for it; absent where none was given.", "123789"),
    Field(
        "State",
        "Where it stands: accepted, submitting, submitted, in_doubt, delivered, failed, rejected, expired, "
        "cancelled or unknown.",
        "delivered",
    ),
    Field("Status", "1 sent, 2 failed, 3 on its way.", "1"),
    Field("ErrorCode", "The delivery status code; absent until the message has ended.", "DELIVERED"),
    Field("ErrorDescription", "What ErrorCode means; absent until the message has ended.", "success"),
    Field("Segments", "How many segments are billed.", "1"),
    Field("Carrier", "The carrier whose links it goes over.", "simulator"),
    Field("AcceptedDate", "When it was accepted.", "Mon, 24 Dec 2018 16:58:21 +0800"),
    Field("SendDate", "When it was handed to the carrier; absent until then.", "Mon, 24 Dec 2018 16:58:22 +0800"),
    Field("ReceiveDate", "When the carrier's receipt arrived; absent until then.", "Mon, 24 Dec 2018 16:58:22 +0800"),
    Field("Action", "The operation that brought it.", "SendMessageToGlobe"),
    Field(
        "Cost",
        "What carriers charge for it; the server's own account only, and absent where no price is known. Of several "
        "currencies each is written with its own.",
        "0.0075",
    ),
    Field("Currency", "What Cost is in; absent where that is of several currencies.", "EUR"),
    NUMBER_DETAIL,
)

_ATTEMPT = (
    Field("Number", "1, 2, … within its segment.", "1"),
    Field("Carrier", "The carrier it was handed to.", "simulator"),
    Field("State", "How it ended, or where it stands.", "delivered"),
    Field("CarrierMessageId", "The carrier's own id for it; absent until it told one.", "7f3a"),
    Field("Code", "The delivery status code; absent until known.", "DELIVERED"),
    Field("SendDate", "When it was handed over; absent until then.", "Mon, 24 Dec 2018 16:58:22 +0800"),
    Field("ReceiveDate", "When its receipt arrived; absent until then.", "Mon, 24 Dec 2018 16:58:22 +0800"),
    Field("CarrierState", "The state in the carrier's own word; absent where it said none.", "DELIVRD"),
    Field("CarrierError", "The carrier's error code, which means what the carrier says; absent without one.", "000"),
    Field("NetworkError", "The network's error code as TYPE:CODE, type 3 is GSM; absent without one.", "3:27"),
    Field(
        "CarrierDoneDate",
        "When the carrier says that it ended; as it wrote that, where its clock is not known.",
        "Mon, 24 Dec 2018 16:58:22 +0800",
    ),
    Field("Price", "What the carrier charges for it; the server's own account only.", "0.0075"),
    Field("Currency", "What Price is in; absent where no price is known.", "EUR"),
    Field("ReceiptMessageId", "The id in the receipt, where it is not written as CarrierMessageId is.", "32515"),
)

SEGMENT_PARTS = Field(
    "SegmentParts",
    "The parts as they go to the carrier, each with the hand-overs made for it.",
    shape=Shape.LIST,
    fields=(
        Field(
            "Number",
            "1, 2, … in the order of the text; the parts at the next carrier count on behind those of the one before.",
            "1",
        ),
        Field("Carrier", "The carrier that it is for.", "simulator"),
        Field("State", "Where this part stands.", "delivered"),
        Field("Attempts", "Its hand-overs, the first one first.", shape=Shape.LIST, fields=_ATTEMPT),
    ),
)

TIMELINE = Field(
    "Timeline",
    "Everything that happened to it, the first event first.",
    shape=Shape.LIST,
    fields=(
        Field("Date", "When.", "Mon, 24 Dec 2018 16:58:22 +0800"),
        Field("Timestamp", "When, in UTC milliseconds.", "1545641902123"),
        Field("Event", "accepted, claimed, submit_ok, submit_error, submit_lost, receipt, failed_over, …", "submit_ok"),
        Field("Segment", "The part it speaks of; absent where it speaks of all.", "1"),
        Field("Attempt", "The hand-over it speaks of; absent where it speaks of none.", "1"),
        Field("State", "The part's state after it.", "submitted"),
        Field(
            "Says",
            "What happened, in a sentence; of failed_over only.",
            "net-one had no link, so it went on to net-two.",
        ),
        Field(
            "Detail",
            "What else is known of it, as the text of a JSON object; absent where nothing is.",
            '{"carrier_message_id":"7f3a"}',
        ),
        Field(
            "QueryMessage",
            "What QueryMessage answered from then on; of a full timeline as far as it is written.",
            shape=Shape.OBJECT,
            fields=(
                Field("Status", "1 sent, 2 failed, 3 on its way.", "3"),
                Field("ErrorCode", "The delivery status code; absent until the message had ended.", "DELIVERED"),
                Field("ErrorDescription", "What ErrorCode means; absent likewise.", "success"),
                Field(
                    "SendDate", "When it had been handed over; absent until then.", "Mon, 24 Dec 2018 16:58:22 +0800"
                ),
                Field(
                    "ReceiveDate", "When its receipt had come; absent until then.", "Mon, 24 Dec 2018 16:58:22 +0800"
                ),
            ),
        ),
    ),
)

#: Keys of a timeline line that have a field of their own.
_TIMELINE_KEYS = frozenset({"t", "e", "s", "a", "to"})


def row(stored: Stored, offset_minutes: int, *, costs: bool = False) -> dict[str, Answer]:
    """One message as a list shows it; what is not known is absent. `costs`: with what carriers charge for it."""
    message, body = stored.message, stored.body
    summary = summarise(message)
    code, description = error_code(summary) if summary.final else ("", "")
    texts = {
        "MessageId": str(message.id),
        "To": message.to,
        "From": body.sender,
        "Message": body.text,
        "Type": body.type,
        "TaskId": body.task_id,
        "State": str(summary.state),
        "Status": str(summary.status),
        "ErrorCode": code,
        "ErrorDescription": description,
        "Segments": str(body.segments),
        "Carrier": message.lane,
        "AcceptedDate": _date(message.accepted_at, offset_minutes),
        "SendDate": _date(summary.sent_at, offset_minutes),
        "ReceiveDate": _date(summary.received_at, offset_minutes),
        "Action": body.action,
    }
    if costs:
        texts |= _cost(stored)
    return {**known(texts), "NumberDetail": number_detail(body.country, body.region, body.carrier)}


def _cost(stored: Stored) -> dict[str, str]:
    found = costs_of(stored.message)
    if len(found) > 1:
        return {"Cost": cost_text(stored.message)}
    return {key: text for currency, micro in found.items() for key, text in _price(micro, currency, "Cost").items()}


def _price(micro: int, currency: str, name: str) -> dict[str, str]:
    return {name: amount_text(micro), "Currency": currency} if currency else {}


def segment_part(message: Message, segment: Segment, offset_minutes: int, *, costs: bool = False) -> dict[str, Answer]:
    """One part of a message with its hand-overs; `costs`: with what the carrier of each charges for it."""
    return {
        "Number": str(segment.number),
        "Carrier": lane_of(message, segment.number),
        "State": str(segment_state(segment)),
        "Attempts": [_attempt(attempt, offset_minutes, costs) for attempt in segment.attempts],
    }


def timeline(message: Message, lines: bytes, offset_minutes: int) -> list[dict[str, Answer]]:
    """The store's timeline lines as the answer shows them."""
    entries = [orjson.loads(line) for line in lines.splitlines()]
    return [
        {**_event(entry, offset_minutes), "QueryMessage": _answered(then, offset_minutes)}
        for entry, then in zip(entries, hindsight(message, entries), strict=True)
    ]


def _answered(then: Summary, offset_minutes: int) -> dict[str, Answer]:
    code, description = error_code(then) if then.final else ("", "")
    return known(
        {
            "Status": str(then.status),
            "ErrorCode": code,
            "ErrorDescription": description,
            "SendDate": _date(then.sent_at, offset_minutes),
            "ReceiveDate": _date(then.received_at, offset_minutes),
        }
    )


def _attempt(attempt: Attempt, offset_minutes: int, costs: bool) -> dict[str, Answer]:
    return known(
        {
            "Number": str(attempt.number),
            "Carrier": attempt.carrier,
            "State": str(attempt.state),
            "CarrierMessageId": attempt.carrier_message_id,
            "Code": attempt.code,
            "SendDate": _date(attempt.handed_at, offset_minutes),
            "ReceiveDate": _date(attempt.received_at, offset_minutes),
            **_said(attempt.words, offset_minutes),
            **(_price(attempt.price, attempt.currency, "Price") if costs and attempt.taken else {}),
        }
    )


def _said(words: CarrierWords | None, offset_minutes: int) -> dict[str, str]:
    if words is None:
        return {}
    return {
        "CarrierState": words.stat,
        "CarrierError": words.err,
        "NetworkError": words.network_error,
        "CarrierDoneDate": _date(words.done_at, offset_minutes) or words.done_date,
        "ReceiptMessageId": words.named,
    }


def _event(entry: dict[str, object], offset_minutes: int) -> dict[str, Answer]:
    detail = {key: value for key, value in entry.items() if key not in _TIMELINE_KEYS}
    moment = entry["t"]
    assert isinstance(moment, int)
    return known(
        {
            "Date": api_date(moment, offset_minutes),
            "Timestamp": str(moment),
            "Event": str(entry["e"]),
            "Segment": str(entry.get("s") or ""),
            "Attempt": str(entry.get("a") or ""),
            "State": str(entry.get("to", "")),
            "Says": failover_in_words(entry) if entry["e"] == "failed_over" else "",
            "Detail": orjson.dumps(detail).decode() if detail else "",
        }
    )


def _date(utc_ms: int, offset_minutes: int) -> str:
    return api_date(utc_ms, offset_minutes) if utc_ms else ""
