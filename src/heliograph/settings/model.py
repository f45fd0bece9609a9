"""Every setting, once: its name, type, bounds, default, and the sentence that `docs/configuration.md` prints of it.

Here is the whole, `Settings`, with the tables that are short; the longer ones have modules of their own.
"""

import enum
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from heliograph.rules import Rule
from heliograph.settings.call_records import CallRecordSettings
from heliograph.settings.carrier import HOST, HOST_SAYS, PEM_SAYS
from heliograph.settings.carriers import AnyCarrier
from heliograph.settings.limits import LimitSettings, OptOutSettings
from heliograph.settings.price import PriceSettings
from heliograph.settings.route import RouteSettings
from heliograph.settings.secret import Secret
from heliograph.settings.smpp_in import SmppInSettings
from heliograph.settings.subscription import InboundSettings, PushSettings, SubscriptionSettings
from heliograph.settings.template import SignatureSettings, TemplateSettings


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
    calls: CallRecordSettings = CallRecordSettings()
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
