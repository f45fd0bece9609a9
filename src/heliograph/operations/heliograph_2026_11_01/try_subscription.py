"""TestSubscription: posts a sample to a subscriber now, and tells what it answered."""

from heliograph.operations.call import Answer, Call, Reply, operation
from heliograph.operations.description import REQUEST_ID, RESPONSE_CODE, RESPONSE_DESCRIPTION, Access, Field, Operation
from heliograph.operations.heliograph_2026_11_01 import PRODUCT, VERSION
from heliograph.operations.heliograph_2026_11_01.subscription_fields import SUBSCRIPTION_ID, find
from heliograph.operations.outcome import refused
from heliograph.operations.ports import Ports
from heliograph.sms.subscription import Reached

TEST_SUBSCRIPTION = Operation(
    product=PRODUCT,
    version=VERSION,
    name="TestSubscription",
    says="Posts a sample to a subscriber's URL, signed as a real push is, also where it is paused; no message stands "
    "behind it, and its TaskId is heliograph-test. It is tried once, and stands in no list of attempts.",
    action="heliograph:TestSubscription",
    access=Access.UPDATE,
    calls_per_second=1,
    parameters=(SUBSCRIPTION_ID,),
    answers=(
        RESPONSE_CODE,
        RESPONSE_DESCRIPTION,
        Field("Outcome", "confirmed or failed.", "confirmed"),
        Field("Reason", "Why it is no confirmation; absent where it is one.", "HTTP 404, not 200"),
        Field("HttpStatus", "Of the reply; absent where none came.", "200"),
        Field("Milliseconds", "How long it took.", "84"),
        Field("Body", "What was posted.", '[{"To":"85261234567","Status":"1","MessageId":"1008030300312345"}]'),
        REQUEST_ID,
    ),
    refusals=("DATA_NOT_EXIST", "INVALID_PARAMETERS", "PARAM_LENGTH_LIMIT"),
    source="Heliograph's own",
)


@operation(TEST_SUBSCRIPTION)
async def try_subscription(call: Call, ports: Ports) -> Reply:
    found = await find(call, ports)
    if found is None:
        return refused("DATA_NOT_EXIST")
    if found[1].kind is not Reached.HTTP:
        return refused("INVALID_PARAMETERS", "It has no URL to push a sample to: a queue and an SMPP bind fetch.")
    if call.nonce is not None:
        await ports.records.change((), call.nonce)
    tried = await ports.subscribing.test(call.account, call.text("SubscriptionId"))
    if tried is None:
        return refused("DATA_NOT_EXIST")
    fields: dict[str, Answer] = {
        "Outcome": "failed" if tried.trouble else "confirmed",
        "Milliseconds": str(tried.took_ms),
        "Body": tried.body,
    }
    known = {"Reason": tried.trouble, "HttpStatus": str(tried.status) if tried.status else ""}
    return Reply(fields={**fields, **{name: value for name, value in known.items() if value}})
