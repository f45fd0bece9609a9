"""The settings of one `[[carriers]]`: how a carrier is reached, and how it wants to be spoken to."""

import enum
from pathlib import Path
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from heliograph.settings.flow_keys import CircuitFailures, CircuitSeconds, Rate
from heliograph.settings.secret import Secret
from heliograph.sms.message import OnUnknown

#: A host without a port: a name or an IPv4 address, or an IPv6 one, which has two colons at least.
HOST = r"^([A-Za-z0-9._-]+|(?=.*:.*:)[0-9A-Fa-f:.]+)\Z"
HOST_SAYS = {"allowed": "a host name or an address, without a port"}

#: What the operator calls something: it stands in lists, metrics and paths.
NAME = r"^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?\Z"
NAME_SAYS = {"allowed": "1 to 32 lower-case letters, digits and inner hyphens"}

PEM_SAYS = {"allowed": "the path of a file in PEM form"}

#: TON and NPI that SMPP 3.4 knows (§5.2.5, §5.2.6).
_TON_NPI = r"^[0-6]/(0|1|3|4|6|8|9|10|14|18)\Z"
_TON_NPI_SAYS = {"allowed": 'type of number and numbering plan such as "5/0"'}

#: The value of a TLV: octets in hex, or a text of Latin-1.
_TLV = r"^(hex:([0-9A-Fa-f]{2}){0,255}|(?!hex:)[\x20-\x7e\xa0-\xff]{0,255})\Z"
_TLVS_SAY = {
    "allowed": "a table of at most 16 tags such as 0x1400 and texts of at most 255 octets",
    "each": "a text of at most 255 characters of Latin-1, or hex: and at most 255 octets in hex",
    "names": "tlvs",
}

_STATUSES_SAY = {
    "allowed": "a table of at most 64 error statuses, by name or as hex, and classes",
    "each": '"throttle", "retry", "permanent" or "bind-fatal"',
    "names": "statuses",
}

#: Our state for a word of the carrier's.
_RECEIPT_STATE = r"^(delivered|failed|rejected|expired|cancelled|submitted)\Z"
_RECEIPT_STATES_SAY = {
    "allowed": "a table of at most 32 words of letters and states",
    "each": "delivered, failed, rejected, expired, cancelled or submitted",
    "names": "stats",
}

#: What a C-octet string of SMPP can carry and a person can type: Latin-1 without control characters.
_OCTETS = r"^[\x20-\x7e\xa0-\xff]*\Z"


class CarrierKind(enum.StrEnum):
    """How a carrier is reached."""

    SMPP = "smpp"
    HTTP = "http"
    DYSMSAPI = "dysmsapi"


class IdForm(enum.StrEnum):
    """How a carrier's ids in receipts differ from those in its submit_sm_resp."""

    EXACT = "exact"
    CASEFOLD = "casefold"
    STRIP_ZEROS = "strip-zeros"
    HEX_TO_DEC = "hex-to-dec"
    DEC_TO_HEX = "dec-to-hex"
    AUTO = "auto"


class AfterUnknown(enum.StrEnum):
    """What happens after a hand-over whose outcome cannot be known."""

    RESEND = "resend"
    HOLD = "hold"
    QUERY_SM = "query_sm"


class DefaultAlphabet(enum.StrEnum):
    """What data_coding 0 means to a carrier."""

    GSM7_UNPACKED = "gsm7-unpacked"
    GSM7_PACKED = "gsm7-packed"
    LATIN1 = "latin1"
    ASCII = "ascii"


class LongMessages(enum.StrEnum):
    """How a carrier takes a text that one segment does not hold."""

    UDH8 = "udh8"
    UDH16 = "udh16"
    SAR = "sar"
    PAYLOAD = "payload"


class ValidityForm(enum.StrEnum):
    """How a carrier is told until when it may try."""

    RELATIVE = "relative"
    ABSOLUTE = "absolute"
    NONE = "none"


class StatusClass(enum.StrEnum):
    """What is done about an error status."""

    THROTTLE = "throttle"
    RETRY = "retry"
    PERMANENT = "permanent"
    BIND_FATAL = "bind-fatal"


class BindWay(enum.StrEnum):
    """What a carrier lets us bind as."""

    TRANSCEIVER = "transceiver"
    TRANSMITTER = "transmitter"
    RECEIVER = "receiver"
    PAIRS = "transmitter-receiver"


class CarrierSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A carrier to hand messages to. Write one `[[carriers]]` table for each; with none, a simulated carrier runs
    inside and no message leaves the machine. With `kind = "smpp"` it is reached over SMPP 3.4."""

    KIND: ClassVar = CarrierKind.SMPP

    name: Annotated[
        str,
        Meta(
            pattern=NAME,
            description="What the carrier is called in routes, lists and metrics. Unique. Messages under way are bound "
            "to it, so keep it when anything else of the carrier changes.",
            extra=NAME_SAYS,
        ),
    ]
    kind: Annotated[CarrierKind, Meta(description="How the carrier is reached.")]
    host: Annotated[
        str, Meta(max_length=253, pattern=HOST, extra=HOST_SAYS, description="The SMSC's host name or address.")
    ]
    port: Annotated[int, Meta(ge=1, le=65535, description="The SMSC's TCP port; 2775 is the usual one.")]
    system_id: Annotated[
        str,
        Meta(min_length=1, max_length=15, pattern=_OCTETS, description="The ESME's name at bind (SMPP 3.4 §5.2.1)."),
    ]
    password: Annotated[
        Secret,
        Meta(
            max_length=63,
            pattern=_OCTETS,
            description="The password at bind. SMPP 3.4 §5.2.2 has room for 8 octets; longer ones are sent as they "
            "are, since some SMSCs ask for them.",
        ),
    ]
    system_type: Annotated[
        str,
        Meta(
            max_length=12,
            pattern=_OCTETS,
            description="The kind of ESME at bind, where the carrier asks for one (§5.2.3).",
        ),
    ] = ""
    bind: Annotated[
        BindWay,
        Meta(
            description="What to bind as: `transceiver` sends and receives over the same session, "
            "`transmitter-receiver` over one of each kind, as carriers ask that know no transceivers. To a "
            "`transmitter` alone no receipts come; a `receiver` alone only takes what comes in, and no route leads "
            "to it."
        ),
    ] = BindWay.TRANSCEIVER
    sessions: Annotated[
        int,
        Meta(
            ge=1,
            le=32,
            description="How many sessions to keep bound at once, as many as the carrier allows; of each kind with "
            "`transmitter-receiver`.",
        ),
    ] = 1
    receiver_sessions: Annotated[
        int,
        Meta(
            ge=0,
            le=32,
            description="With `transmitter-receiver`, how many receivers, where they are not as many as `sessions`; "
            "0 for as many.",
        ),
    ] = 0
    tls: Annotated[
        bool,
        Meta(
            description="Whether the link is TLS, 1.2 or later. The SMSC's certificate and the name in it are always "
            "checked."
        ),
    ] = False
    tls_ca: Annotated[
        Path | None,
        Meta(
            description="The only certificates that the SMSC's may come from; its own, where it is its own issuer. "
            "Without it those that this machine trusts. Read for each new connection, as the two files below.",
            extra=PEM_SAYS,
        ),
    ] = None
    tls_cert: Annotated[
        Path | None,
        Meta(description="The certificate to show, where the carrier asks for one.", extra=PEM_SAYS),
    ] = None
    tls_key: Annotated[Path | None, Meta(description="Its private key, without a passphrase.", extra=PEM_SAYS)] = None
    tls_server_name: Annotated[
        str,
        Meta(
            max_length=253,
            pattern=r"^([A-Za-z0-9._-]*|(?=.*:.*:)[0-9A-Fa-f:.]+)\Z",
            extra=HOST_SAYS,
            description="The name in the SMSC's certificate, where it is not `host`.",
        ),
    ] = ""
    window: Annotated[
        int,
        Meta(
            ge=1, le=1000, description="How many submit_sm may be unanswered at once on each session. Ask the carrier."
        ),
    ] = 10
    rate: Rate = 0.0
    circuit_failures: CircuitFailures = 10
    circuit_seconds: CircuitSeconds = 5.0
    connect_timeout_seconds: Annotated[
        float, Meta(ge=0.1, le=600, description="How long a connection, with its TLS, may take to be made.")
    ] = 10.0
    bind_timeout_seconds: Annotated[
        float, Meta(ge=0.1, le=600, description="How long the answer to a bind is waited for.")
    ] = 10.0
    response_timeout_seconds: Annotated[
        float,
        Meta(
            ge=0.1,
            le=600,
            description="How long a submit_sm_resp is waited for; after it the hand-over is in doubt and `on_unknown` "
            "decides.",
        ),
    ] = 10.0
    enquire_link_seconds: Annotated[
        float, Meta(ge=0.1, le=3600, description="After how much silence the link is probed with enquire_link.")
    ] = 30.0
    inactivity_seconds: Annotated[
        float,
        Meta(
            ge=0,
            le=86_400,
            description="After how long without a message either way a session is unbound and bound anew; 0 for never. "
            "More than two of `enquire_link_seconds`.",
        ),
    ] = 0.0
    trace_octets: Annotated[
        int,
        Meta(
            ge=0,
            le=1_073_741_824,
            description="Of the latest PDUs so many octets are kept in memory, for the page of a message and "
            "`heliograph trace`; never of a bind. 0 keeps none.",
        ),
    ] = 1_048_576
    sender: Annotated[
        str,
        Meta(
            pattern="^([0-9]{0,15}|[0-9A-Za-z]{1,11})\\Z",
            description="The sender ID where the client gave no `From`.",
            extra={"allowed": "letters and digits, at most 11 of them, or 15 if all are digits"},
        ),
    ] = ""
    alphanumeric_ton_npi: Annotated[
        str,
        Meta(
            pattern=_TON_NPI, extra=_TON_NPI_SAYS, description="How a sender ID with letters is named to the carrier."
        ),
    ] = "5/0"
    short_code_ton_npi: Annotated[
        str,
        Meta(
            pattern=_TON_NPI,
            extra=_TON_NPI_SAYS,
            description="How a sender ID of at most six digits is; some ask for 6/0 or 0/1.",
        ),
    ] = "3/0"
    msisdn_ton_npi: Annotated[
        str, Meta(pattern=_TON_NPI, extra=_TON_NPI_SAYS, description="How a sender ID of more digits is.")
    ] = "1/1"
    destination_ton_npi: Annotated[
        str, Meta(pattern=_TON_NPI, extra=_TON_NPI_SAYS, description="How the recipient's number is.")
    ] = "1/1"
    destination_plus: Annotated[
        bool, Meta(description="Whether the recipient's number is written with a plus sign before it.")
    ] = False
    default_alphabet: Annotated[
        DefaultAlphabet,
        Meta(
            description="What the carrier reads where the data coding is its default. Texts with a character that is "
            "not there, or that no handset has without UCS-2, go as UCS-2 and are counted so. What people write is "
            "read by it as well."
        ),
    ] = DefaultAlphabet.GSM7_UNPACKED
    default_data_coding: Annotated[
        int, Meta(ge=0, le=255, description="The data_coding of texts in `default_alphabet`; 3, say, for `latin1`.")
    ] = 0
    ucs2_data_coding: Annotated[int, Meta(ge=0, le=255, description="The data_coding of texts in UCS-2.")] = 8
    long_messages: Annotated[
        LongMessages,
        Meta(
            description="How the parts of a long text are told: in a header with a reference of 8 or of 16 bits, which "
            "leaves 152 and 66 characters a part for 153 and 67; in the SAR TLVs; or not at all, with the whole text "
            "in message_payload, which the carrier cuts and has one receipt for. Messages under way keep theirs."
        ),
    ] = LongMessages.UDH8
    validity_period: Annotated[
        ValidityForm,
        Meta(
            description="How the carrier is told until when it may try: `relative` to its own clock, as an `absolute` "
            "time in UTC, or `none`, where it refuses both or should go by its own limit."
        ),
    ] = ValidityForm.RELATIVE
    registered_delivery: Annotated[
        int,
        Meta(
            ge=1,
            le=31,
            description="Which receipts are asked for, as SMPP 3.4 §5.2.17 has it: 1 for all final ones, 2 for those "
            "of failures, 17 for notifications between as well. With `receipts = false` none are.",
        ),
    ] = 1
    service_type: Annotated[
        str, Meta(max_length=5, pattern=_OCTETS, description="The service_type, where the carrier asks for one.")
    ] = ""
    protocol_id: Annotated[int, Meta(ge=0, le=255, description="The protocol_id, where the carrier asks for one.")] = 0
    priority_otp: Annotated[
        int, Meta(ge=0, le=3, description="The priority_flag of messages with `Type` OTP; some networks have levels.")
    ] = 0
    priority_notify: Annotated[
        int, Meta(ge=0, le=3, description="That of notices, and of messages without a `Type`.")
    ] = 0
    priority_mkt: Annotated[int, Meta(ge=0, le=3, description="That of marketing, `Type` MKT.")] = 0
    tlvs: Annotated[
        dict[str, Annotated[str, Meta(pattern=_TLV)]],
        Meta(
            max_length=16,
            description='Optional parameters of every submit_sm, by tag: `tlvs = { 0x1400 = "1101234567890" }`, or '
            '`"hex:0a0b"` for octets.',
            extra=_TLVS_SAY,
        ),
    ] = {}
    id_form: Annotated[
        IdForm,
        Meta(
            description="How the message id in a receipt is brought to the form of the one in submit_sm_resp: `exact` "
            "leaves it, `casefold` ignores case, `strip-zeros` drops leading zeros, the next two change the base, "
            "and `auto` learns from the first receipts which of these it is."
        ),
    ] = IdForm.EXACT
    status_classes: Annotated[
        dict[str, StatusClass],
        Meta(
            max_length=64,
            description="What a command_status of this carrier means where it is not what others mean by it: "
            '`status_classes = { 0x00000401 = "throttle", ESME_RSUBMITFAIL = "permanent" }`.',
            extra=_STATUSES_SAY,
        ),
    ] = {}
    on_unknown: Annotated[
        AfterUnknown,
        Meta(
            description="What happens after a hand-over whose outcome cannot be known: `resend` (the recipient may get "
            "it twice), `hold` (the recipient may not get it), or `query_sm`: the carrier is asked for receipts that "
            "are overdue, and `on_unknown_without_id` decides where there is no id to ask by."
        ),
    ] = AfterUnknown.RESEND
    on_unknown_without_id: Annotated[
        OnUnknown,
        Meta(
            description="With `on_unknown = 'query_sm'`: `resend` or `hold` for a hand-over that had no response, and "
            "so no id that the carrier could be asked by."
        ),
    ] = OnUnknown.RESEND
    query_after_seconds: Annotated[
        float,
        Meta(
            ge=1,
            le=604_800,
            description="With `query_sm`: how long after the hand-over the carrier is asked for a receipt that has not "
            "come; then after twice as long, and so on, eight times at most.",
        ),
    ] = 600.0
    queries_per_second: Annotated[
        float,
        Meta(ge=0.1, le=1000, description="How many query_sm a second the carrier gets at most. Messages go first."),
    ] = 5.0
    receipts: Annotated[
        bool,
        Meta(description="Whether the carrier sends receipts. Where it does not, a message that it took is final."),
    ] = True
    receipts_by_text: Annotated[
        bool,
        Meta(
            description="Whether a deliver_sm whose text reads `id:… stat:…` is a receipt though its esm_class does "
            "not say so. Only for carriers known for it: a person can write such a text as well."
        ),
    ] = False
    receipt_states: Annotated[
        dict[str, Annotated[str, Meta(pattern=_RECEIPT_STATE)]],
        Meta(
            max_length=32,
            description="What the carrier means by words of its own after `stat:`, whatever their case: "
            '`receipt_states = { BLOCKED = "rejected" }`. They go before TLV message_state. `submitted` is no verdict.',
            extra=_RECEIPT_STATES_SAY,
        ),
    ] = {}
    receipt_date_offset: Annotated[
        str,
        Meta(
            pattern=r"^([+-](0[0-9]|1[0-4])[0-5][0-9])?\Z",
            description="Offset from UTC of the dates in receipts, such as +0800. Without it they are kept as they "
            "come; the time of a receipt is when it arrived, whatever it says.",
            extra={"allowed": "a sign, two digits of hours and two of minutes, such as +0800"},
        ),
    ] = ""
