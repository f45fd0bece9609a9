"""Makes the carriers of a server from its settings: SMPP links, or the simulated network inside when there are none."""

import asyncio
import random
from collections.abc import Callable, Mapping

from heliograph.carriers.in_process import in_memory_connect
from heliograph.carriers.port import BindKind, Carrier
from heliograph.carriers.smpp import Connect, SmppCarrier, tcp_connect
from heliograph.carriers.smpp_settings import SmppSettings
from heliograph.carriers.submit_form import SubmitForm, TonNpi, Validity
from heliograph.lanes import SIMULATED
from heliograph.settings import (
    AnyCarrier,
    BindWay,
    CarrierSettings,
    PairProblem,
    SimulatorSettings,
    carrier_context,
    carrier_rules,
)
from heliograph.simulator.rule_desk import RuleDesk
from heliograph.simulator.settings import SmscSettings
from heliograph.simulator.smsc import SimulatedSmsc
from heliograph.sms.alphabet import Alphabet
from heliograph.sms.clock import Clock
from heliograph.sms.command_status import StatusClass, value_of
from heliograph.sms.message_state import MESSAGE_STATES
from heliograph.sms.receipt import IdForm
from heliograph.telemetry.metrics import Metrics
from heliograph.web_links import AwaitedOf, web_carrier

#: The forms of ids by the settings' words.
ID_FORMS = {
    "exact": IdForm.EXACT,
    "casefold": IdForm.CASEFOLD,
    "strip-zeros": IdForm.STRIPPED,
    "hex-to-dec": IdForm.HEX_TO_DEC,
    "dec-to-hex": IdForm.DEC_TO_HEX,
    "auto": IdForm.AUTO,
}

#: What each state of ours is in SMPP, by the settings' words.
RECEIPT_STATES = {
    "delivered": MESSAGE_STATES[2],
    "failed": MESSAGE_STATES[5],
    "rejected": MESSAGE_STATES[8],
    "expired": MESSAGE_STATES[3],
    "cancelled": MESSAGE_STATES[4],
    "submitted": MESSAGE_STATES[1],
}

#: Of the carrier inside: its window is no bottleneck, and a receipt comes after a moment, as a quick network's would.
SIMULATED_WINDOW = 100
SIMULATED_RECEIPT_DELAY_MS = 300


class Links:
    """Makes carriers, each as `settings` has it by then; and the network inside, when a carrier is to lead to it."""

    def __init__(
        self,
        settings: Mapping[str, AnyCarrier],
        clock: Clock,
        random_source: random.Random,
        metrics: Metrics,
        awaited: AwaitedOf | None = None,
        simulator: SimulatorSettings | None = None,
    ) -> None:
        """`settings` has those of each carrier by name, and may change. `awaited` tells which of a carrier's ids a
        receipt is still awaited for, to those that have to ask; `simulator` how the network inside behaves."""
        self._settings = settings
        self._clock = clock
        self._random = random_source
        self._metrics = metrics
        self._awaited = awaited
        self._simulator = simulator or SimulatorSettings()
        self._network: SimulatedSmsc | None = None

    def make(self, name: str) -> Carrier:
        """The carrier of that name, not started. Call on the loop that it runs on."""
        if name in self._settings:
            carrier = self._settings[name]
            if isinstance(carrier, CarrierSettings):
                return self._smpp(smpp_settings(carrier), connect_to(carrier))
            return web_carrier(carrier, self._clock, self._random, self._metrics, self._awaited)
        inside = SmppSettings(
            name=SIMULATED,
            host="in-process",
            port=0,
            system_id="heliograph",
            password="inside",  # noqa: S106, checked by nobody: the link has no socket
            window=SIMULATED_WINDOW,
        )
        return self._smpp(inside, in_memory_connect(self.network.new_link))

    def adapt(self, carrier: Carrier, name: str) -> bool:
        """Let a carrier go by its settings of now without dropping a link; False where its kind cannot."""
        settings = self._settings[name]
        if not isinstance(carrier, SmppCarrier) or not isinstance(settings, CarrierSettings):
            return False
        carrier.adapt(smpp_settings(settings))
        return True

    @property
    def network(self) -> SimulatedSmsc:
        """The carrier network inside; made when it is first asked for."""
        if self._network is None:
            simulator = self._simulator
            smsc = SmscSettings(
                receipt_delay_ms=SIMULATED_RECEIPT_DELAY_MS,
                window=SIMULATED_WINDOW,
                rules=carrier_rules(simulator.rules, simulator.rules_file),
                seed=simulator.seed,
            )
            seed = simulator.seed
            source = self._random if seed is None else random.Random(seed)  # noqa: S311, behaviour
            self._network = SimulatedSmsc(smsc, self._clock, source)
        return self._network

    @property
    def rules(self) -> RuleDesk | None:
        """The rules of the network inside; None where nothing leads to it."""
        return RuleDesk(self._network.network, self._clock) if self._network is not None else None

    async def close(self) -> None:
        """Close the network inside; the carriers were stopped by delivery."""
        if self._network is not None:
            await self._network.close()

    def _smpp(self, settings: SmppSettings, connect: Connect) -> Carrier:
        return SmppCarrier(settings, self._clock, self._random, self._metrics, connect=connect)


def connect_to(carrier: CarrierSettings) -> Connect:
    """Connections to this carrier's SMSC. Its TLS files are read for each, so that renewed ones are taken up."""

    async def connect(make: Callable[[], asyncio.Protocol]) -> None:
        try:
            context = carrier_context(carrier)
        except PairProblem as problem:
            raise OSError(0, f"tls_{problem.key} {problem}") from None
        await tcp_connect(carrier.host, carrier.port, context, carrier.tls_server_name)(make)

    return connect


def smpp_settings(carrier: CarrierSettings) -> SmppSettings:
    """The connector's settings from those of the configuration."""
    return SmppSettings(
        name=carrier.name,
        host=carrier.host,
        port=carrier.port,
        system_id=carrier.system_id,
        password=carrier.password.reveal(),
        system_type=carrier.system_type,
        binds=binds_of(carrier),
        window=carrier.window,
        connect_timeout_seconds=carrier.connect_timeout_seconds,
        bind_timeout_seconds=carrier.bind_timeout_seconds,
        response_timeout_seconds=carrier.response_timeout_seconds,
        enquire_link_seconds=carrier.enquire_link_seconds,
        inactivity_seconds=carrier.inactivity_seconds,
        trace_octets=carrier.trace_octets,
        status_classes={value_of(name): StatusClass(word.value) for name, word in carrier.status_classes.items()},
        id_form=ID_FORMS[carrier.id_form.value],
        form=submit_form(carrier),
        receipts_by_text=carrier.receipts_by_text,
        receipt_words={word.upper(): RECEIPT_STATES[state] for word, state in carrier.receipt_states.items()},
        receipt_offset_minutes=offset_minutes(carrier.receipt_date_offset),
    )


def binds_of(carrier: CarrierSettings) -> tuple[BindKind, ...]:
    """The sessions to keep up with this carrier; of pairs the transmitters first."""
    if carrier.bind is not BindWay.PAIRS:
        return (BindKind(carrier.bind.value),) * carrier.sessions
    receivers = carrier.receiver_sessions or carrier.sessions
    return (BindKind.TRANSMITTER,) * carrier.sessions + (BindKind.RECEIVER,) * receivers


def submit_form(carrier: CarrierSettings) -> SubmitForm:
    """How this carrier wants its submit_sm."""
    return SubmitForm(
        sender=carrier.sender,
        alphanumeric=_ton_npi(carrier.alphanumeric_ton_npi),
        short_code=_ton_npi(carrier.short_code_ton_npi),
        msisdn=_ton_npi(carrier.msisdn_ton_npi),
        destination=_ton_npi(carrier.destination_ton_npi),
        destination_plus=carrier.destination_plus,
        alphabet=Alphabet[carrier.default_alphabet.name],
        default_coding=carrier.default_data_coding,
        ucs2_coding=carrier.ucs2_data_coding,
        service_type=carrier.service_type,
        protocol_id=carrier.protocol_id,
        priorities=(carrier.priority_otp, carrier.priority_notify, carrier.priority_mkt),
        validity=Validity(carrier.validity_period.value),
        registered_delivery=carrier.registered_delivery if carrier.receipts else 0,
        tlvs=tuple((int(tag, 16), _tlv(value)) for tag, value in carrier.tlvs.items()),
    )


def offset_minutes(text: str) -> int | None:
    """`+0800` as minutes east of UTC; None for an empty text."""
    if not text:
        return None
    minutes = int(text[1:3]) * 60 + int(text[3:])
    return -minutes if text[0] == "-" else minutes


def _tlv(text: str) -> bytes:
    return bytes.fromhex(text[4:]) if text.startswith("hex:") else text.encode("latin-1")


def _ton_npi(text: str) -> TonNpi:
    ton, _, npi = text.partition("/")
    return int(ton), int(npi)
