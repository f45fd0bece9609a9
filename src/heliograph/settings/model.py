"""Every setting, once: its name, type, bounds, default, and the sentence that `docs/configuration.md` prints of it."""

import enum
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from heliograph.rules import Rule
from heliograph.settings.carrier import HOST, HOST_SAYS, NAME, NAME_SAYS, PEM_SAYS
from heliograph.settings.carriers import AnyCarrier
from heliograph.settings.networks import Networks
from heliograph.settings.price import NETWORK_PATTERN, NETWORKS_SAY, PriceSettings
from heliograph.settings.secret import Secret
from heliograph.settings.smpp_in import SmppInSettings
from heliograph.sms.approval import CODE_PATTERN, LABEL_MAX, SIGNATURE_PATTERN, SIGNATURE_SAYS
from heliograph.sms.push_schedule import ALLOWED
from heliograph.sms.template import CONTENT_MAX, GRAMMAR, GRAMMAR_SAYS


class StoreMode(enum.StrEnum):
    """Where the embedded store commits."""

    AUTO = "auto"
    INLINE = "inline"
    THREAD = "thread"


class LogLevel(enum.StrEnum):
    """The least grave log line that is shown."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogForm(enum.StrEnum):
    """How a log line looks."""

    AUTO = "auto"
    HUMAN = "human"
    JSON = "json"


#: The carrier inside, which there is when no other is configured.
SIMULATED = "simulator"

_CARRIER_NAMES = "names of `[[carriers]]`"

#: `22:00-07:00`: from one minute of the day to another, which is not the same.
_TIMES = r"^(?!(.{5})-\1\Z)([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)\Z"

#: What every send operation may answer.
_REFUSALS = ("NOT_SUPPORTED_COUNTRY", "MOBILE_NUMBER_ILLEGAL", "BLACK_KEY_CONTROL_LIMIT")

#: A delivery status code: of a refusal, or of a receipt.
_CODE = "^[A-Z][A-Z0-9_.]{0,31}\\Z"
_CODE_OR_WORD = "^(temporary|any|[A-Z][A-Z0-9_.]{0,31})\\Z"

_COUNTRIES = {"allowed": "a list of countries, each two letters of ISO 3166"}

#: The letters are looked up as well: UK is no country of ISO 3166, and would never match.
_Country = Annotated[str, Meta(pattern="^([A-Z]{2}|001)\\Z")]


class RouteSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A rule of routing. Write one `[[routes]]` table for each, in their order: the first whose conditions all match
    decides, and a message that none matches is refused with NOT_SUPPORTED_COUNTRY. A condition that is left out matches
    everything; without any `[[routes]]`, all carriers get the same. See `docs/routing.md`."""

    name: Annotated[
        str,
        Meta(
            pattern=NAME,
            description="What `heliograph route` calls the rule. Unique.",
            extra=NAME_SAYS,
        ),
    ]
    countries: Annotated[
        tuple[_Country, ...],
        Meta(
            description="The countries that the number may belong to; 001 for numbers of no country, such as "
            "satellite telephones.",
            extra=_COUNTRIES,
        ),
    ] = ()
    prefixes: Annotated[
        tuple[Annotated[str, Meta(pattern="^[1-9][0-9]{0,14}\\Z")], ...],
        Meta(
            description="What the number may begin with, from the dialing code on.",
            extra={"allowed": "a list of texts of 1 to 15 digits, without a plus sign or zeros before them"},
        ),
    ] = ()
    networks: Annotated[
        tuple[Annotated[str, Meta(pattern=NETWORK_PATTERN)], ...],
        Meta(
            description="The mobile networks that the number may belong to, by `networks_file`.",
            extra={"allowed": NETWORKS_SAY},
        ),
    ] = ()
    senders: Annotated[
        tuple[Annotated[str, Meta(max_length=64)], ...],
        Meta(
            description='The senders (From) that it is for, in any case; "" for messages without one.',
            extra={"allowed": "a list of texts of at most 64 characters"},
        ),
    ] = ()
    accounts: Annotated[
        tuple[Annotated[str, Meta(pattern="^[0-9]{1,20}\\Z")], ...],
        Meta(description="The accounts that it is for.", extra={"allowed": "a list of accounts' ids, digits only"}),
    ] = ()
    types: Annotated[
        tuple[Annotated[str, Meta(pattern="^(OTP|NOTIFY|MKT)\\Z")], ...],
        Meta(
            description="The types of message that it is for; one without a type is NOTIFY.",
            extra={"allowed": "a list of OTP, NOTIFY and MKT"},
        ),
    ] = ()
    times: Annotated[
        tuple[Annotated[str, Meta(pattern=_TIMES)], ...],
        Meta(
            description="When it holds, by the time of day at `api.date_offset`; the last minute is not in it. Such a "
            "time may go past midnight.",
            extra={"allowed": "a list of times of day such as 22:00-07:00"},
        ),
    ] = ()
    carriers: Annotated[
        dict[str, Annotated[int, Meta(ge=1, le=1000)]],
        Meta(
            description="The carriers that share what matches, each with its weight: of `{ net-one = 3, net-two = 1 }` "
            "the first gets three messages of four. One whose link is down leaves its share to the others.",
            extra={
                "allowed": f"a table of {_CARRIER_NAMES} and whole numbers from 1 to 1000",
                "each": "a whole number from 1 to 1000",
                "names": "carriers",
            },
        ),
    ] = {}
    failover: Annotated[
        tuple[str, ...],
        Meta(
            description="Carriers that take over while no link of `carriers` is up: the first of them whose link is. "
            "With all down, the message waits at the carrier that would have had it.",
            extra={"allowed": f"a list of {_CARRIER_NAMES}"},
        ),
    ] = ()
    failover_on: Annotated[
        tuple[Annotated[str, Meta(pattern=_CODE_OR_WORD)], ...],
        Meta(
            description="Refusals after which a message goes on to another carrier of the rule: names of "
            "`docs/codes.md`, at once; `temporary` for every fault that is the carrier's own, once its retries are "
            "used up; `any` for every refusal that would end it. What is wrong with the message itself, such as its "
            "recipient, is refused everywhere: it counts only where it is named.",
            extra={"allowed": "a list of temporary, any, and names such as ESME_RINVDSTADR"},
        ),
    ] = ("temporary",)
    failover_on_receipt: Annotated[
        tuple[Annotated[str, Meta(pattern=_CODE)], ...],
        Meta(
            description="Negative receipts after which it goes on, such as UNDELIV, REJECTED or EXPIRED. The recipient "
            "gets it twice where a carrier says so of a message that it has delivered.",
            extra={"allowed": "a list of codes of receipts such as UNDELIV"},
        ),
    ] = ()
    failover_after_seconds: Annotated[
        float,
        Meta(
            ge=0,
            le=604_800,
            description="How long a message waits at a carrier without a link before it goes on; 0 is for ever.",
        ),
    ] = 30.0
    failover_after_throttled_seconds: Annotated[
        float,
        Meta(
            ge=0,
            le=604_800,
            description="How long it waits at a carrier that takes nothing, since it answers everything with "
            "throttling; 0 is for ever.",
        ),
    ] = 60.0
    failover_after_no_receipt_seconds: Annotated[
        float,
        Meta(
            ge=0,
            le=604_800,
            description="How long after its hand-over a receipt is waited for before it goes on; 0 is for ever. A "
            "receipt that is only late makes the recipient get it twice.",
        ),
    ] = 0.0
    refuse: Annotated[
        str,
        Meta(
            pattern=f"^({'|'.join(_REFUSALS)})?\\Z",
            description="Refuses what matches with this code, instead of `carriers`.",
            extra={"allowed": f"one of {', '.join(_REFUSALS)}"},
        ),
    ] = ""


class TlsSettings(msgspec.Struct, frozen=True, kw_only=True):
    """With both files the one port speaks TLS 1.2 or later, and nothing else. They are looked at every five seconds
    and at SIGHUP: new connections are shown the new pair, and one that cannot be used changes nothing."""

    cert: Annotated[
        Path | None,
        Meta(
            description="The server's certificate, and behind it those that lead to the issuer. In the file, a "
            "relative path counts from the file's own folder.",
            extra=PEM_SAYS,
        ),
    ] = None
    key: Annotated[
        Path | None,
        Meta(
            description="The certificate's private key, without a passphrase. Only the server's user should be able to "
            "read it.",
            extra=PEM_SAYS,
        ),
    ] = None


_BY_OPERATION = {"allowed": "a table of operations and whole numbers from 0 to 1000000", "names": "operations"}

_Word = Annotated[str, Meta(min_length=1, max_length=40)]
_WORDS = {"allowed": "a list of words of at most 40 characters"}

#: Far below 63 bits also when a long message costs 255 times as much.
_COUNT_MAX = 1_000_000_000_000

_Count = Annotated[int, Meta(ge=0, le=_COUNT_MAX)]

_BY_COUNTRY = {
    "allowed": f"a table of countries (two letters of ISO 3166, or * for all others) and whole numbers from 0 to "
    f"{_COUNT_MAX}",
    "each": f"a whole number from 0 to {_COUNT_MAX}",
    "names": "countries",
}


class SendLimitSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What every account may send; an account may have limits of its own (`heliograph limits set`). 0 is no limit."""

    recipient_per_minute: Annotated[
        int,
        Meta(
            ge=0,
            le=_COUNT_MAX,
            description="Messages of one account to one number within a minute of the first of them; more are refused "
            "with BUSINESS_LIMIT_CONTROL_MINUTE.",
        ),
    ] = 0
    recipient_per_hour: Annotated[
        int,
        Meta(ge=0, le=_COUNT_MAX, description="Likewise within an hour; refused with BUSINESS_LIMIT_CONTROL_PHONE."),
    ] = 0
    recipient_per_day: Annotated[
        int,
        Meta(ge=0, le=_COUNT_MAX, description="Likewise within 24 hours; refused with BUSINESS_LIMIT_CONTROL_PHONE."),
    ] = 0
    countries_allowed: Annotated[
        tuple[_Country, ...],
        Meta(
            description="Where messages may go; empty for everywhere. Elsewhere is refused with NOT_SUPPORTED_COUNTRY.",
            extra=_COUNTRIES,
        ),
    ] = ()
    countries_denied: Annotated[
        tuple[_Country, ...],
        Meta(
            description="Where messages may not go; wins over `countries_allowed`. Refused with NOT_SUPPORTED_COUNTRY.",
            extra=_COUNTRIES,
        ),
    ] = ()
    messages_per_day: Annotated[
        int,
        Meta(
            ge=0,
            le=_COUNT_MAX,
            description="Messages of one account in a calendar day of `api.date_offset`; refused with DayLimitControl.",
        ),
    ] = 0
    messages_per_month: Annotated[
        int, Meta(ge=0, le=_COUNT_MAX, description="Likewise in a calendar month; refused with MonthLimitControl.")
    ] = 0
    country_messages_per_day: Annotated[
        dict[str, _Count],
        Meta(
            description="Messages of one account to one country in a calendar day; refused with DayLimitControl.",
            extra=_BY_COUNTRY,
        ),
    ] = {}
    country_messages_per_month: Annotated[
        dict[str, _Count],
        Meta(description="Likewise in a calendar month; refused with MonthLimitControl.", extra=_BY_COUNTRY),
    ] = {}
    price_per_segment: Annotated[
        dict[str, _Count],
        Meta(
            description="What a prepaid account pays for a segment by country, in millionths of a currency unit; short "
            "of it, a send is refused with AMOUNT_NOT_ENOUGH. Accounts without a balance pay nothing here.",
            extra=_BY_COUNTRY,
        ),
    ] = {}


class LimitSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How often an account may call, and below `send` what it may send."""

    enforced: Annotated[bool, Meta(description="Turn off for load tests: then nothing below limits anyone.")] = True
    calls_per_second: Annotated[
        dict[str, Annotated[int, Meta(ge=0, le=1_000_000)]],
        Meta(
            description="Calls a second of one account, by operation; 0 lifts the limit. An operation not named "
            "here keeps its own: SendMessageToGlobe 2000, BatchSendMessageToGlobe 1, SendMessageWithTemplate 1500, "
            "QueryMessage 300, SmsConversion 500, ConversionData 10.",
            extra=_BY_OPERATION,
        ),
    ] = {}
    everybody_calls_per_second: Annotated[
        dict[str, Annotated[int, Meta(ge=0, le=1_000_000)]],
        Meta(
            description="Calls a second of all accounts together, by operation, whatever each of them may; more are "
            "refused with Throttling.Api. 0, or no entry, is no limit.",
            extra=_BY_OPERATION,
        ),
    ] = {}
    send: SendLimitSettings = SendLimitSettings()


class OptOutSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What recipients can say to get no more messages, and to get them again. A message from a handset that is nothing
    but one of these words, in any case and with any punctuation around it, changes the account's block list."""

    stop_words: Annotated[
        tuple[_Word, ...],
        Meta(
            description="Words after which the sender that they were sent to sends nothing more; none turns it off.",
            extra=_WORDS,
        ),
    ] = ("STOP", "UNSUBSCRIBE", "CANCEL", "END", "QUIT")
    stop_all_words: Annotated[
        tuple[_Word, ...],
        Meta(description="Words after which no sender of the account does.", extra=_WORDS),
    ] = ("STOPALL",)
    start_words: Annotated[
        tuple[_Word, ...],
        Meta(description="Words that take either back.", extra=_WORDS),
    ] = ("START", "YES", "UNSTOP")


class ApiSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What the API answers."""

    date_offset: Annotated[
        str,
        Meta(
            pattern="^[+-](0[0-9]|1[0-4])[0-5][0-9]\\Z",
            description="Offset from UTC of the dates in replies. The cloud's is +0800.",
            extra={"allowed": "a sign, two digits of hours and two of minutes, such as +0800"},
        ),
    ] = "+0800"
    allow_mainland: Annotated[
        bool,
        Meta(
            description="Whether SendMessageToGlobe takes numbers of the Chinese mainland, which the cloud refuses "
            "with NOT_SUPPORTED_COUNTRY."
        ),
    ] = False
    default_validity_seconds: Annotated[
        int,
        Meta(ge=1, le=604_800, description="How long a message without ValidityPeriod may still be handed over."),
    ] = 86_400

    @property
    def offset_minutes(self) -> int:
        """`date_offset` as minutes east of UTC."""
        minutes = int(self.date_offset[1:3]) * 60 + int(self.date_offset[3:])
        return -minutes if self.date_offset[0] == "-" else minutes


class StoreSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The embedded store, and when it says that it is full."""

    mode: Annotated[
        StoreMode,
        Meta(
            description="Where commits run: `inline` on the event loop, `thread` beside it; `auto` measures a sync at "
            "start and takes `inline` where it is under a millisecond."
        ),
    ] = StoreMode.AUTO
    wait_max_seconds: Annotated[
        float,
        Meta(ge=0.1, le=60, description="Sends are refused with a retryable error once a commit would take longer."),
    ] = 2.0
    waiting_bytes_max: Annotated[
        int, Meta(ge=65_536, le=2**40, description="Octets of accepted work that may wait in memory for a commit.")
    ] = 64 * 2**20
    account_share: Annotated[
        float,
        Meta(
            ge=0.05,
            le=1,
            description="The part of what may wait, in memory and for one carrier, that one account may take; the rest "
            "is for the others.",
        ),
    ] = 0.5
    disk_free_bytes_min: Annotated[
        int,
        Meta(
            ge=0, le=2**50, description="Sends are refused while the disk of the data folder has less than this free."
        ),
    ] = 256 * 2**20


class DeliverySettings(msgspec.Struct, frozen=True, kw_only=True):
    """What delivery does about doubt and silence."""

    doubt_wait_seconds: Annotated[
        float,
        Meta(
            ge=0,
            le=86_400,
            description="How long a hand-over of unknown outcome waits for a receipt or a late response before the "
            "carrier's `on_unknown` decides.",
        ),
    ] = 5.0
    receipt_grace_seconds: Annotated[
        float,
        Meta(
            ge=0,
            le=2_592_000,
            description="How long after a message's validity a receipt is still waited for; after it the outcome is "
            "unknown.",
        ),
    ] = 3600.0
    unmatched_receipts_days: Annotated[
        int,
        Meta(ge=3, le=365, description="How long receipts that match no message are kept, and matched again."),
    ] = 7


class PushSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How receipts and inbound messages are pushed to subscribers."""

    timeout_seconds: Annotated[
        float,
        Meta(ge=0.1, le=60, description="How long a push may take, from the look-up of the name to the reply's end."),
    ] = 10.0
    allow: Annotated[
        Networks,
        Meta(
            max_length=4096,
            description="Networks inside that may be pushed to, such as `127.0.0.0/8, ::1`. Others that are loopback, "
            "private, link-local or a cloud's own are refused: customers write the URLs.",
            extra={"allowed": "networks with commas between, such as 127.0.0.0/8, 10.1.0.0/16"},
        ),
    ] = Networks()


class InboundSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Whose a number is that people write to. Write one `[[inbound]]` table for each number, short code or sender ID;
    messages to any other belong to the root account."""

    number: Annotated[
        str,
        Meta(
            pattern="^[+]?[A-Za-z0-9]{1,20}\\Z",
            description="What people write to, as carriers name it; a plus sign and the case of letters do not count.",
            extra={"allowed": "1 to 20 letters and digits, with or without a plus sign before them"},
        ),
    ]
    account: Annotated[
        str,
        Meta(
            pattern="^[0-9]{1,20}\\Z",
            description="The account's id.",
            extra={"allowed": "an account's id, digits only"},
        ),
    ]


class SubscriptionSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A URL that the root account's receipts are pushed to, as `CreateSubscription` makes one. Write one
    `[[subscriptions]]` table for each; one that is taken out of the file ends at the next start or reload."""

    name: Annotated[
        str,
        Meta(
            pattern=NAME,
            description="What it is called; its id is `config-` and this. Keep it, so that what waits for it is kept.",
            extra=NAME_SAYS,
        ),
    ]
    url: Annotated[
        str,
        Meta(
            max_length=2048,
            pattern="^https?://[!-~]+\\Z",
            description="Where to push to. An address inside must be opened by `push.allow`.",
            extra={"allowed": "a URL that begins with https:// or http://, in ASCII"},
        ),
    ]
    receipts: Annotated[
        str,
        Meta(
            pattern="^(SmsReport|SmsUp|SmsReport,SmsUp|SmsUp,SmsReport)\\Z",
            description="Receipts, inbound messages, or both.",
            extra={"allowed": "SmsReport, SmsUp, or both with a comma between"},
        ),
    ] = "SmsReport"
    schedule: Annotated[
        str,
        Meta(
            pattern="^(cloud|default|[1-9][0-9]{0,4}(,[1-9][0-9]{0,4}){0,99})\\Z",
            description="When a push that was not confirmed is repeated.",
            extra={"allowed": ALLOWED},
        ),
    ] = "default"
    batch_size: Annotated[int, Meta(ge=1, le=1000, description="How many reports a push carries at most.")] = 100
    in_flight: Annotated[int, Meta(ge=1, le=4, description="How many pushes may be under way at once.")] = 1
    secret: Annotated[
        Secret, Meta(max_length=256, description="What pushes are signed with; unsigned without one.")
    ] = Secret()


class SimulatorSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The simulated carrier inside, which there is while no `[[carriers]]` is configured. `docs/simulator.md` explains
    its rules."""

    rules_file: Annotated[
        Path | None,
        Meta(
            description="A file of rules, each a table `[[rules]]`; they stand below those of `[[simulator.rules]]`. "
            "In the file, a relative path counts from the file's own folder.",
            extra={"allowed": "the path of a file of rules in TOML"},
        ),
    ] = None
    seed: Annotated[
        int | None,
        Meta(
            ge=0,
            le=2**63 - 1,
            description="What shares and delays are drawn from, to have the same run again; without it they differ at "
            "each start.",
            extra={"allowed": "a whole number from 0 to 9223372036854775807"},
        ),
    ] = None
    rules: Annotated[
        tuple[Rule, ...],
        Meta(
            description="A rule: which messages or binds, how often and how long, and what becomes of them. Write one "
            "`[[simulator.rules]]` table for each, in their order: the first that matches decides. `docs/rules.md` has "
            "its keys.",
        ),
    ] = ()


class CredentialSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A fixed credential of the root account, beside the root key: for tests with recorded requests. Write one
    `[[credentials]]` table for each."""

    access_key_id: Annotated[
        str,
        Meta(
            pattern="^[A-Za-z0-9._-]{1,128}\\Z",
            extra={"allowed": "1 to 128 letters, digits, points, hyphens and underscores"},
            description="What requests name as AccessKeyId.",
        ),
    ]
    access_key_secret: Annotated[Secret, Meta(min_length=1, max_length=256, description="What they are signed with.")]
    security_token: Annotated[
        Secret, Meta(max_length=4096, description="The SecurityToken that they must carry; none for a lasting key.")
    ] = Secret()


class TemplateType(enum.StrEnum):
    """Which messages go first."""

    OTP = "OTP"
    NOTIFY = "NOTIFY"
    MKT = "MKT"


class TemplateSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A template of SendMessageWithTemplate that every account may send: approved, and changed here only. Write one
    `[[templates]]` table for each."""

    code: Annotated[
        str,
        Meta(
            pattern=CODE_PATTERN,
            extra={"allowed": "1 to 64 letters, digits, underscores and hyphens"},
            description="What requests name as TemplateCode.",
        ),
    ]
    content: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=CONTENT_MAX,
            pattern=GRAMMAR,
            extra={"allowed": GRAMMAR_SAYS},
            description="The text, with a variable such as `${code}` wherever a message has words of its own.",
        ),
    ]
    type: Annotated[
        TemplateType,
        Meta(description="`OTP` for one-time codes, which go first, `NOTIFY` for notices, `MKT` for promotions."),
    ] = TemplateType.NOTIFY
    name: Annotated[str, Meta(max_length=LABEL_MAX, description="What people call it.")] = ""


class SignatureSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A signature that every account may send under: approved, and changed here only. Write one `[[signatures]]` table
    for each."""

    name: Annotated[
        str,
        Meta(
            pattern=SIGNATURE_PATTERN,
            extra={"allowed": SIGNATURE_SAYS},
            description="What requests name as From, and recipients read between 【 and 】.",
        ),
    ]


class LogSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What the log shows, on standard error."""

    level: Annotated[LogLevel, Meta(description="The least grave line that is shown.")] = LogLevel.INFO
    form: Annotated[
        LogForm,
        Meta(
            description="`human` for people, `json` for programs; `auto` takes `human` on a terminal. NO_COLOR counts."
        ),
    ] = LogForm.AUTO


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for the whole server."""

    host: Annotated[
        str,
        Meta(
            max_length=253,
            pattern=HOST,
            extra=HOST_SAYS,
            description="The address to listen on. 127.0.0.1 is reached from this machine only, 0.0.0.0 from "
            "everywhere.",
        ),
    ] = "127.0.0.1"
    port: Annotated[
        int, Meta(ge=0, le=65535, description="The port of API, console and metrics; 0 takes any free one.")
    ] = 8080
    data: Annotated[
        Path,
        Meta(
            description="The data folder: the store and the root key's `credentials.json`. Made at first start. In the "
            "file, a relative path counts from the file's own folder."
        ),
    ] = Path(".heliograph")
    drain_seconds: Annotated[
        float,
        Meta(ge=0, le=600, description="How long a stop (SIGTERM) waits for calls and carriers before it closes them."),
    ] = 10.0
    access_key_id: Annotated[
        str,
        Meta(
            max_length=128,
            pattern="^[A-Za-z0-9._-]*\\Z",
            description="Pins the id of the root key; without it one is made at first start and kept in the data "
            "folder.",
            extra={"allowed": "at most 128 letters, digits, points, hyphens and underscores"},
        ),
    ] = ""
    access_key_secret: Annotated[
        Secret, Meta(max_length=256, description="Pins the secret of the root key. Goes with `access_key_id`.")
    ] = Secret()
    sealing_key: Annotated[
        Secret,
        Meta(
            max_length=4096,
            pattern=r"^([A-Za-z0-9+/]{43}=([ ,]+|\Z))*\Z",
            description="What the secrets of access keys are sealed with in the store. Several, for rotation: the "
            "first seals, all open. Without it a key is made at first start and kept in `heliograph/sealing.key` of "
            "the user's configuration folder (`$XDG_CONFIG_HOME`, else `~/.config`). Keep a copy, apart from the data "
            "folder: without the key those secrets are lost.",
            extra={"allowed": "32 octets in base64, as `openssl rand -base64 32` makes them; several with commas"},
        ),
    ] = Secret()
    sealing_key_lost: Annotated[
        bool,
        Meta(
            description="Set it for one start when a sealing key is lost for good: access keys whose secrets it sealed "
            "are removed, and their owners need new ones; such subscriptions are paused. Without it such a start is "
            "refused."
        ),
    ] = False
    tls: TlsSettings = TlsSettings()
    limits: LimitSettings = LimitSettings()
    opt_out: OptOutSettings = OptOutSettings()
    api: ApiSettings = ApiSettings()
    store: StoreSettings = StoreSettings()
    delivery: DeliverySettings = DeliverySettings()
    push: PushSettings = PushSettings()
    smpp_in: SmppInSettings = SmppInSettings()
    log: LogSettings = LogSettings()
    networks_file: Annotated[
        Path | None,
        Meta(
            description="A CSV file with the columns prefix, mcc, mnc and name that tells the mobile network of a "
            "number by the longest prefix; routes and prices may name networks then. In the file, a relative path "
            "counts from the file's own folder."
        ),
    ] = None
    prices_file: Annotated[
        Path | None,
        Meta(
            description="A CSV file with the columns carrier, country, prefix, network, price and currency: what "
            "carriers charge for a segment, beside `[[prices]]`, which win."
        ),
    ] = None
    simulator: SimulatorSettings = SimulatorSettings()
    carriers: tuple[AnyCarrier, ...] = ()
    routes: tuple[RouteSettings, ...] = ()
    prices: tuple[PriceSettings, ...] = ()
    credentials: tuple[CredentialSettings, ...] = ()
    inbound: tuple[InboundSettings, ...] = ()
    subscriptions: tuple[SubscriptionSettings, ...] = ()
    templates: tuple[TemplateSettings, ...] = ()
    signatures: tuple[SignatureSettings, ...] = ()

    @property
    def simulated(self) -> bool:
        """Whether a simulated carrier runs inside, because no other one is configured."""
        return not self.carriers


#: The operations that `limits.calls_per_second` may name. A test holds it against the registry.
OPERATIONS = (
    "SendMessageToGlobe",
    "BatchSendMessageToGlobe",
    "SendMessageWithTemplate",
    "QueryMessage",
    "QueryTokenForMnsQueue",
    "SmsConversion",
    "ConversionData",
    "ListMessages",
    "CountMessages",
    "GetMessage",
    "ResendMessage",
    "GetReport",
    "GetStatistics",
    "ExplainAccess",
    "ExplainRoute",
    "ListRoutes",
    "DiagnoseMessage",
    "ListOrphanReceipts",
    "SubmitMessage",
    "CancelMessage",
    "CreateSmppCredential",
    "ListSmppCredentials",
    "DeleteSmppCredential",
    "CreateUser",
    "GetUser",
    "UpdateUser",
    "DeleteUser",
    "ListUsers",
    "CreateLoginProfile",
    "GetLoginProfile",
    "UpdateLoginProfile",
    "DeleteLoginProfile",
    "ChangePassword",
    "CreateAccessKey",
    "UpdateAccessKey",
    "DeleteAccessKey",
    "ListAccessKeys",
    "GetAccessKeyLastUsed",
    "CreateGroup",
    "DeleteGroup",
    "ListGroups",
    "AddUserToGroup",
    "RemoveUserFromGroup",
    "ListGroupsForUser",
    "ListUsersForGroup",
    "CreatePolicy",
    "GetPolicy",
    "DeletePolicy",
    "ListPolicies",
    "CreatePolicyVersion",
    "GetPolicyVersion",
    "DeletePolicyVersion",
    "ListPolicyVersions",
    "SetDefaultPolicyVersion",
    "AttachPolicyToUser",
    "DetachPolicyFromUser",
    "ListPoliciesForUser",
    "AttachPolicyToGroup",
    "DetachPolicyFromGroup",
    "ListPoliciesForGroup",
    "AttachPolicyToRole",
    "DetachPolicyFromRole",
    "ListPoliciesForRole",
    "ListEntitiesForPolicy",
    "CreateRole",
    "GetRole",
    "UpdateRole",
    "DeleteRole",
    "ListRoles",
    "DecodeDiagnosticMessage",
    "AssumeRole",
    "GetCallerIdentity",
    "GetAccountLimits",
    "SetAccountLimits",
    "ListBlockedNumbers",
    "AddBlockedNumbers",
    "RemoveBlockedNumbers",
    "CreateTemplate",
    "ListTemplates",
    "GetTemplate",
    "UpdateTemplate",
    "ApproveTemplate",
    "RejectTemplate",
    "DeleteTemplate",
    "CreateSignature",
    "ListSignatures",
    "GetSignature",
    "ApproveSignature",
    "RejectSignature",
    "DeleteSignature",
    "GetConversionReport",
    "CreateAccount",
    "ListAccounts",
    "SuspendAccount",
    "ResumeAccount",
    "RotateRootKey",
    "GetBalance",
    "AddBalance",
    "CreateSubscription",
    "ListSubscriptions",
    "DeleteSubscription",
    "PauseSubscription",
    "ResumeSubscription",
    "TestSubscription",
    "ListDeliveryAttempts",
    "ListDeadLetters",
    "RedriveDeadLetters",
    "ListCarriers",
    "GetCarrier",
    "PauseCarrier",
    "DrainCarrier",
    "DisableCarrier",
    "ResumeCarrier",
    "ReloadConfiguration",
    "TestCarrier",
    "AddSimulatorRules",
    "ListSimulatorRules",
    "RemoveSimulatorRule",
    "ClearSimulatorRules",
)
