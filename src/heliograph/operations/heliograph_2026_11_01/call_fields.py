"""How Heliograph's own operations show a call of the API: the fields of a row, and of one call with its steps."""

from heliograph.identity.account import ROOT_ACCOUNT
from heliograph.operations.call import Answer, Call, known
from heliograph.operations.calls import SeenCall
from heliograph.operations.dates import api_date
from heliograph.operations.description import Field, Shape

#: The account of calls whose caller nobody has proven to be.
NOBODYS = ""

CALL_ROW = (
    Field("CallId", "The call's RequestId.", "F655A8D5-B967-440B-8683-DAD6FF8D28D0"),
    Field("Date", "When it was received.", "Mon, 24 Dec 2018 16:58:22 +0800"),
    Field("Timestamp", "When, in UTC milliseconds.", "1545641902123"),
    Field("OperationName", "The Action that it names, as it was sent.", "SendMessageToGlobe"),
    Field("OperationVersion", "The Version that it names.", "2018-05-01"),
    Field("Code", "OK, or the code that it was refused with.", "SignatureDoesNotMatch"),
    Field("HttpStatus", "The status of the reply.", "400"),
    Field("RefusedAt", "The step that refused it; absent where none did, or where steps were not timed.", "signature"),
    Field("CallerArn", "Who called; absent where no signature has proven it.", "acs:ram::1000000000000001:root"),
    Field("AccessKeyId", "The key that it names; absent where it names none.", "LTAI5tExample"),
    Field("Scheme", "V1 or V3: how it is signed; absent where it is not.", "V3"),
    Field("Peer", "The address that it came from.", "192.0.2.7"),
    Field("Client", "What the client says it is.", "AlibabaCloud (linux) Python/3.11"),
    Field("MessageId", "The message that came of it; absent where none did.", "1008030300312345"),
)

CALL_PARTS = (
    Field(
        "Steps",
        "What was passed, in order: read, key, signature, nonce, policy, parameters, rate, operation. None for a call "
        "that was one too many to be timed.",
        shape=Shape.LIST,
        fields=(
            Field("Name", "The step.", "signature"),
            Field("Microseconds", "When it was over, counted from when the call was received.", "184"),
        ),
    ),
    Field("Request", "The request as it came, its secrets hidden; cut after some thousand characters.", "POST /?…"),
    Field("Reply", "The body of the reply likewise; absent where it is not kept.", '{"RequestId":"…"}'),
)


def call_row(seen: SeenCall, offset_minutes: int) -> dict[str, Answer]:
    """One call as a list shows it."""
    return known(
        {
            "CallId": seen.request_id,
            "Date": api_date(seen.at, offset_minutes),
            "Timestamp": str(seen.at),
            "OperationName": seen.action,
            "OperationVersion": seen.version,
            "Code": seen.code,
            "HttpStatus": str(seen.status),
            "RefusedAt": seen.refused_at,
            "CallerArn": seen.principal,
            "AccessKeyId": seen.access_key_id,
            "Scheme": seen.scheme,
            "Peer": seen.peer,
            "Client": seen.client,
            "MessageId": seen.message_id,
        }
    )


def call_parts(seen: SeenCall) -> dict[str, Answer]:
    """What one call has beside its row."""
    steps: list[Answer] = [{"Name": step.name, "Microseconds": str(step.after_us)} for step in seen.steps]
    return {"Steps": steps, **known({"Request": seen.request, "Reply": seen.reply})}


def accounts_seen(account: str, call: Call) -> frozenset[str]:
    """Whose calls a caller sees who asks about an account: the server's own account also those that are nobody's."""
    with_strangers = account == call.account == ROOT_ACCOUNT
    return frozenset({account, NOBODYS}) if with_strangers else frozenset({account})
