"""If these fail, a customer cannot have receipts pushed, sees another's, or reads a secret that was shown before."""

import pytest

from heliograph.operations.heliograph_2026_11_01.create_subscription import create_subscription
from heliograph.operations.heliograph_2026_11_01.delete_subscription import delete_subscription
from heliograph.operations.heliograph_2026_11_01.list_dead_letters import list_dead_letters
from heliograph.operations.heliograph_2026_11_01.list_delivery_attempts import list_delivery_attempts
from heliograph.operations.heliograph_2026_11_01.list_subscriptions import list_subscriptions
from heliograph.operations.heliograph_2026_11_01.pause_subscription import pause_subscription
from heliograph.operations.heliograph_2026_11_01.redrive_dead_letters import redrive_dead_letters
from heliograph.operations.heliograph_2026_11_01.resume_subscription import resume_subscription
from heliograph.sms.message import State
from heliograph.sms.push_target import read_networks
from heliograph.sms.report import Outcome
from heliograph.sms.subscription import SUBSCRIPTIONS_MAX, decode_subscription
from heliograph.store.port import Nonce
from heliograph.store.records import Change, Conflict
from heliograph.store.told import Attempt, Dead, Key, Kind, Telling, subscriber_of

URL = "https://shop.example/receipts"
NONCE = Nonce("key", "nonce", 5)
ACCOUNT = "1000000000000001"


async def created(bench, **parameters: str) -> str:
    reply = await bench.call(create_subscription, NONCE, **{"Kind": "http", "Url": URL, **parameters})
    assert reply.code == "OK", reply.description
    return reply.fields["SubscriptionId"]


async def listed(bench) -> list[dict]:
    return (await bench.call(list_subscriptions)).fields["Subscriptions"]


async def test_one_is_made_with_the_defaults_and_its_secret_is_shown_once(bench):
    reply = await bench.call(create_subscription, NONCE, Kind="http", Url=URL)
    secret = reply.fields["Secret"]
    assert len(secret) == 32
    (row,) = await listed(bench)
    assert row == {name: value for name, value in reply.fields.items() if name != "Secret"}
    assert (row["Receipts"], row["Schedule"], row["BatchSize"], row["InFlight"]) == ("SmsReport", "default", "100", "1")
    assert (row["Paused"], row["Waiting"], row["DeadLetters"], row["Url"]) == ("false", "0", "0", URL)
    assert bench.records.burnt == [NONCE]
    assert bench.hints == ["subscriptions"]
    (record,) = bench.records.kept.values()
    assert decode_subscription(record.body).id == row["SubscriptionId"] == record.key


async def test_the_list_tells_how_the_last_push_ended(bench):
    made = await created(bench)
    assert "LastOutcome" not in (await listed(bench))[0]
    name = subscriber_of(ACCOUNT, made)
    bench.told.tried[name] = [Attempt(1_795_000_000_000, 84, Kind.REPORT, 1, 7, 500, "HTTP 500, not 200")]
    (row,) = await listed(bench)
    assert (row["LastOutcome"], row["LastReason"]) == ("failed", "HTTP 500, not 200")
    assert row["LastAttemptDate"] == "Wed, 18 Nov 2026 19:06:40 +0800"
    bench.told.tried[name].insert(0, Attempt(1_795_000_001_000, 84, Kind.REPORT, 1, 7, 200, ""))
    (row,) = await listed(bench)
    assert row["LastOutcome"] == "confirmed"
    assert "LastReason" not in row


async def test_everything_can_be_chosen(bench):
    await created(bench, Receipts="SmsUp, SmsReport", Schedule="5,30", BatchSize="7", InFlight="4")
    (row,) = await listed(bench)
    assert (row["Receipts"], row["Schedule"], row["BatchSize"], row["InFlight"]) == (
        "SmsUp,SmsReport",
        "5,30",
        "7",
        "4",
    )


async def test_a_queue_has_no_url_and_no_secret(bench):
    reply = await bench.call(create_subscription, Kind="queue")
    assert reply.code == "OK"
    assert {"Url", "Secret", "Schedule"}.isdisjoint(reply.fields)


@pytest.mark.parametrize(
    ("parameters", "code", "says"),
    [
        ({}, "MissingKind", "Kind"),
        ({"Kind": "mail"}, "INVALID_PARAMETERS", "http, queue"),
        ({"Kind": "http"}, "INVALID_PARAMETERS", "Url is mandatory"),
        ({"Kind": "queue", "Url": URL}, "INVALID_PARAMETERS", "a queue has none"),
        ({"Kind": "http", "Url": "ftp://x/"}, "INVALID_PARAMETERS", "https://"),
        ({"Kind": "http", "Url": "http://127.0.0.1/"}, "INVALID_PARAMETERS", "push.allow"),
        ({"Kind": "http", "Url": "http://localhost:9/"}, "INVALID_PARAMETERS", "push.allow"),
        ({"Kind": "http", "Url": URL, "Receipts": "Sms"}, "INVALID_PARAMETERS", "SmsReport or SmsUp"),
        ({"Kind": "http", "Url": URL, "Schedule": "often"}, "INVALID_PARAMETERS", "cloud, default"),
        ({"Kind": "http", "Url": URL, "BatchSize": "1001"}, "INVALID_PARAMETERS", "between 1 and 1000"),
        ({"Kind": "http", "Url": URL, "InFlight": "5"}, "INVALID_PARAMETERS", "between 1 and 4"),
    ],
)
async def test_what_is_none_is_refused_in_words(bench, parameters, code, says):
    reply = await bench.call(create_subscription, **parameters)
    assert reply.code == code
    assert says in reply.description
    assert bench.records.kept == {}


async def test_the_operator_can_open_a_network(bench):
    bench.allowed = read_networks("127.0.0.0/8")
    await created(bench, Url="http://127.0.0.1:9000/")


async def test_an_account_has_so_many_and_no_more(bench):
    for _ in range(SUBSCRIPTIONS_MAX):
        await created(bench)
    reply = await bench.call(create_subscription, Kind="queue")
    assert (reply.code, str(SUBSCRIPTIONS_MAX) in reply.description) == ("INVALID_PARAMETERS", True)


async def test_one_is_paused_and_resumed(bench):
    made = await created(bench)
    await bench.call(pause_subscription, NONCE, SubscriptionId=made)
    assert (await listed(bench))[0]["Paused"] == "true"
    await bench.call(resume_subscription, SubscriptionId=made)
    assert (await listed(bench))[0]["Paused"] == "false"
    assert len(bench.hints) == 3
    assert bench.records.burnt == [NONCE, NONCE]


async def test_a_change_that_meets_another_is_made_again(bench):
    made = await created(bench)
    bench.records.raises = [Conflict("subscription", ACCOUNT, made)]
    assert (await bench.call(pause_subscription, SubscriptionId=made)).code == "OK"
    assert (await listed(bench))[0]["Paused"] == "true"


async def test_one_is_removed(bench):
    made = await created(bench)
    assert (await bench.call(delete_subscription, NONCE, SubscriptionId=made)).code == "OK"
    assert await listed(bench) == []
    assert bench.hints[-1] == "subscriptions"


@pytest.mark.parametrize(
    "served",
    [
        delete_subscription,
        pause_subscription,
        resume_subscription,
        list_delivery_attempts,
        list_dead_letters,
        redrive_dead_letters,
    ],
)
async def test_an_unknown_one_and_anothers_answer_alike(bench, served):
    await created(bench)
    (record,) = bench.records.kept.values()
    await bench.records.change([Change("subscription", "2000000000000002", "sub-theirs", record.body)])
    for asked in ("sub-nobody", "sub-theirs"):
        assert (await bench.call(served, SubscriptionId=asked)).code == "DATA_NOT_EXIST"
    assert len(bench.records.kept) == 2


async def test_attempts_are_shown_the_newest_first(bench):
    made = await created(bench)
    bench.told.tried[subscriber_of(ACCOUNT, made)] = [
        Attempt(1_545_641_902_000, 84, Kind.REPORT, 25, 7, 0, "no reply within 10 s", 2),
        Attempt(1_545_641_902_000, 12, Kind.INBOUND, 1, 3, 200, "", 1),
    ]
    reply = await bench.call(list_delivery_attempts, SubscriptionId=made)
    assert reply.fields["Attempts"] == [
        {
            "Number": "2",
            "Date": "Mon, 24 Dec 2018 16:58:22 +0800",
            "Milliseconds": "84",
            "Receipts": "SmsReport",
            "Count": "25",
            "MessageId": "7",
            "Outcome": "failed",
            "Reason": "no reply within 10 s",
        },
        {
            "Number": "1",
            "Date": "Mon, 24 Dec 2018 16:58:22 +0800",
            "Milliseconds": "12",
            "Receipts": "SmsUp",
            "Count": "1",
            "MessageId": "3",
            "HttpStatus": "200",
            "Outcome": "confirmed",
        },
    ]
    assert len((await bench.call(list_delivery_attempts, SubscriptionId=made, MaxItems="1")).fields["Attempts"]) == 1


def dead(name: str, message: int, revision: int = 1) -> Dead:
    about = Outcome(ACCOUNT, "85261234567", "", "", 1, State.FAILED, "UNDELIV", 0, 0)
    return Dead(Telling(Key(name, Kind.REPORT, message, revision), 3, 1_545_641_902_000, about), 1_545_641_962_000)


async def test_dead_letters_come_page_by_page(bench):
    made = await created(bench)
    name = subscriber_of(ACCOUNT, made)
    bench.told.buried[name] = [dead(name, message) for message in (5, 6, 7)]
    first = await bench.call(list_dead_letters, SubscriptionId=made, MaxItems="2")
    assert first.fields["DeadLetters"][0] == {
        "MessageId": "5",
        "Receipts": "SmsReport",
        "Revision": "1",
        "Attempts": "3",
        "CreateDate": "Mon, 24 Dec 2018 16:58:22 +0800",
        "GivenUpDate": "Mon, 24 Dec 2018 16:59:22 +0800",
    }
    second = await bench.call(list_dead_letters, SubscriptionId=made, After=first.fields["NextAfter"])
    assert [row["MessageId"] for row in second.fields["DeadLetters"]] == ["7"]
    assert "NextAfter" not in second.fields


@pytest.mark.parametrize("after", ["x", "5", "5-x", "-5", "٥-٥", "1" * 30 + "-1"])
async def test_a_page_that_is_none_is_refused(bench, after):
    made = await created(bench)
    assert (await bench.call(list_dead_letters, SubscriptionId=made, After=after)).code == "INVALID_PARAMETERS"


async def test_all_or_one_are_redriven_and_the_nonce_is_burnt_first(bench):
    made = await created(bench)
    name = subscriber_of(ACCOUNT, made)
    bench.told.buried[name] = [dead(name, message) for message in (5, 6, 7)]
    reply = await bench.call(redrive_dead_letters, NONCE, SubscriptionId=made, MessageId="6")
    assert (reply.fields["Redriven"], reply.fields["DeadLetters"]) == ("1", "2")
    assert bench.records.burnt == [NONCE, NONCE]
    reply = await bench.call(redrive_dead_letters, SubscriptionId=made)
    assert (reply.fields["Redriven"], reply.fields["DeadLetters"]) == ("2", "0")
