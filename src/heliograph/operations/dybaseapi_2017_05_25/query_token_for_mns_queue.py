"""QueryTokenForMnsQueue: a temporary credential with which a consumer reads one queue of the account."""

from heliograph.operations.call import Call, Reply, operation
from heliograph.operations.description import (
    CODE,
    CODE_AND_MESSAGE,
    MESSAGE,
    REQUEST_ID,
    Access,
    Field,
    Operation,
    Parameter,
    Shape,
)
from heliograph.operations.dybaseapi_2017_05_25 import PRODUCT, VERSION
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.operations.types import Choice, Text
from heliograph.sms.dates import plain_date
from heliograph.sms.queue_name import MESSAGE_TYPES, queue_name

#: The offset of the two times, whatever this server's dates have: the cloud's consumers read them as Beijing time.
OFFSET_MINUTES = 480

QUERY_TOKEN_FOR_MNS_QUEUE = Operation(
    product=PRODUCT,
    version=VERSION,
    name="QueryTokenForMnsQueue",
    says="Gives out a temporary credential that reads one queue of the account: receipts, or inbound messages.",
    # No page names its action; under this one the policies for SMS cover it, and with it the account's receipts.
    action="dysms:QueryTokenForMnsQueue",
    access=Access.GET,
    calls_per_second=100,
    parameters=(
        Parameter(
            "MessageType",
            Choice(MESSAGE_TYPES),
            "SmsReport for the receipts of messages sent, SmsUp for inbound messages.",
            required=True,
            example="SmsReport",
        ),
        Parameter(
            "QueueName",
            Text(length_max=256),
            "The queue's name; it follows from the account and MessageType, so it may be left out.",
            example="Alicom-Queue-1000000000000001-SmsReport",
        ),
    ),
    answers=(
        CODE,
        MESSAGE,
        REQUEST_ID,
        Field(
            "MessageTokenDTO",
            "The credential, for the MNS SDK.",
            shape=Shape.OBJECT,
            fields=(
                Field("AccessKeyId", "Its AccessKey id.", "STS.0aZ2tvq1dP8yB5Yh7Zr3cQ"),
                Field("AccessKeySecret", "The secret that requests to the queue are signed with.", "6f8bDk3v"),
                Field("SecurityToken", "Goes with every request to the queue.", "CAISNwJ1q6Ft5B2yfSjIr5fH"),
                Field("CreateTime", "When it was made, in the offset +0800.", "2026-11-26 10:00:00"),
                Field("ExpireTime", "Until when it can be used, in the offset +0800.", "2026-11-26 11:00:00"),
            ),
        ),
    ),
    refusals=("INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT"),
    outcome=CODE_AND_MESSAGE,
    source="PyPI alibabacloud-dybaseapi20170525 1.0.1",
)


@operation(QUERY_TOKEN_FOR_MNS_QUEUE)
async def query_token_for_mns_queue(call: Call, ports: Ports) -> Reply:
    queue = queue_name(call.account, call.text("MessageType"))
    if call.text("QueueName") not in ("", queue):
        text = "QueueName must be the account's own queue of this MessageType; leave it out to have that one."
        return refused("INVALID_PARAMETERS", text)
    token = ports.tokens.issue(call.account, call.principal, queue, ports.clock.utc_ms())
    credential = token.credential
    return Reply(
        fields={
            "MessageTokenDTO": {
                "AccessKeyId": credential.access_key_id,
                "AccessKeySecret": credential.secret,
                "SecurityToken": credential.security_token,
                "CreateTime": plain_date(token.made_at // 1000, OFFSET_MINUTES),
                "ExpireTime": plain_date(token.expires_at // 1000, OFFSET_MINUTES),
            }
        }
    )
