"""The server: the one place that puts the parts together, starts them in order and stops them in order.

Start: store (recovers), carriers and delivery, pushing, gateway, queues and pages, front. Stop: the front first, so
that nothing new is accepted (consumers that wait at a queue are answered), then delivery and carriers (what is
unanswered is settled or put in doubt), pushing, and the store last.
"""

import asyncio
import gc
import os
import random
import secrets
import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial

import msgspec
import structlog
import uvloop

import heliograph.smpp_port
from heliograph import __version__
from heliograph.carrier_desk import CarrierDesk, usable
from heliograph.carrier_facts import carrier_facts
from heliograph.carriers.door import CarrierDoor
from heliograph.client import Key, signed_request
from heliograph.clock import SystemClock
from heliograph.console.error_pages import ErrorPages
from heliograph.console.manual_pages import ManualPages
from heliograph.console.passwords import Passwords
from heliograph.console.ports import ConsolePorts
from heliograph.console.sign_in import SignIn
from heliograph.console.site import Site
from heliograph.delivery.asking import Asking
from heliograph.delivery.command import CarrierCommand
from heliograph.delivery.engine import DeliveryEngine
from heliograph.delivery.failover import Failovers
from heliograph.delivery.orphans import OrphanSweep
from heliograph.from_settings import (
    Owners,
    call_log,
    certificate_of,
    configured_subscriptions,
    fixed_credentials,
    flow_terms,
    opt_outs_of,
    push_settings,
    send_limits,
    standing_of,
)
from heliograph.gateway import GatewaySettings, make_gateway
from heliograph.gateway.application import Gateway
from heliograph.gateway.call_log import CallLog
from heliograph.greeting import Greeting, address_of, text_of
from heliograph.http.paths import Paths
from heliograph.http.response import Application
from heliograph.identities import open_identities, write_uses, write_uses_for_ever
from heliograph.identity import Credential, Credentials, CredentialTable, HmacTokenMint, TokenMint, root_principal
from heliograph.identity.account import ROOT_ACCOUNT
from heliograph.identity.lent import LentCredentials
from heliograph.identity.seal import Seal
from heliograph.lanes import SIMULATED, RoutedLanes, lanes_of, rules_of
from heliograph.links import Links
from heliograph.observe import front_page, paths
from heliograph.operations.configuration import Configuration, FixedConfiguration, Reloaded
from heliograph.operations.limit_book import LimitBook
from heliograph.operations.ports import Ports, PushTrial, SendRules, SimulatorRules, Subscribing
from heliograph.overdue_receipts import asking_of, learns
from heliograph.push.configured import keep_configured
from heliograph.push.engine import PushEngine
from heliograph.queues.body import body_of
from heliograph.queues.door import QueueDoor, make_queue_door
from heliograph.queues.signing_key import keep_signing_key
from heliograph.reload import Part, Reloader
from heliograph.reloadable import inbound, limits, plain, subscriptions, tables, traffic, wording
from heliograph.settings import (
    AnyCarrier,
    Kept,
    Loaded,
    PairProblem,
    RootKey,
    Settings,
    entries_of,
    keep_root_key,
    networks_of,
)
from heliograph.sms.clock import Clock
from heliograph.sms.failover import ALL_ABLE, Lanes
from heliograph.sms.message_id import MessageIds
from heliograph.sms.msisdn import NumberBook
from heliograph.sms.prices import PriceList
from heliograph.store.identities import Identities, Unreadable
from heliograph.store.port import Inquiry
from heliograph.store.recently_told import RecentlyTold
from heliograph.store.sqlite import Bounds, InUse, NewerSchema, SqliteMessageStore
from heliograph.telemetry.health import Health, Scope
from heliograph.telemetry.metrics import Metrics
from heliograph.web_links import awaited_in, webhooks_of
from heliograph.wire import Front

log = structlog.get_logger(__name__)

#: New containers after which the youngest are searched for cycles. What requests make goes without a search, by its
#: reference count; at Python's 700 each burst of 64 sends was walked while it was under way: 7 µs a send, 0.2 at this.
GARBAGE_THRESHOLD = 10_000

#: Hosts that stand for every address of the machine: any of them is then a name of the server.
WILDCARDS = frozenset({"0.0.0.0", "::"})  # noqa: S104, known here to be told from a name

#: Names under which a browser on this machine may open the console; a rebound DNS name is none of them (DESIGN §9).
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})


class CannotStart(Exception):
    """The data folder cannot be used; the text is a sentence that says why and what to do."""


class Server:
    """One process: API, console, delivery and an embedded store."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        random_source: random.Random,
        read: Callable[[], Loaded] | None = None,
    ) -> None:
        """`read` reads the settings anew, and raises `ConfigurationError`; without it they stay as they are."""
        self._settings = settings
        self._read = read
        self._configuration: Configuration = FixedConfiguration()
        self._reloading: set[asyncio.Task[None]] = set()
        self._owners = Owners(settings)
        self._wording = standing_of(settings)
        self._clock = clock
        self._random = random_source
        self._metrics = Metrics()
        self._health = Health()
        self._sign_in: SignIn | None = None
        self._numbers = NumberBook()
        self._networks = networks_of(settings)
        self._prices = PriceList(entries_of(settings), self._networks)
        self._limits = LimitBook(send_limits(settings), settings.limits.enforced)
        self._store: SqliteMessageStore | None = None
        self._delivery: DeliveryEngine | None = None
        self._asking: Asking | None = None
        self._sweep: OrphanSweep | None = None
        self._carriers: dict[str, AnyCarrier] = {carrier.name: carrier for carrier in settings.carriers}
        self._command: CarrierCommand | None = None
        self._desk: CarrierDesk | None = None
        self._door: CarrierDoor | None = None
        self._lanes: RoutedLanes | None = None
        self._failovers: Failovers | None = None
        self._push: PushEngine | None = None
        self._links: Links | None = None
        self._recently_told = RecentlyTold()
        self._customers = heliograph.smpp_port.Customers(settings, clock, self._metrics, self._recently_told)
        self._queues: QueueDoor | None = None
        self._front: Front | None = None
        self._identities: Identities | None = None
        self._calls: CallLog | None = None
        self._uses: asyncio.Task[None] | None = None
        self._certificate = certificate_of(settings)
        self._watching: asyncio.Task[None] | None = None
        self._watched: set[str] = set()

    async def start(self) -> Greeting:
        """Start every part in order; the server answers when this returns. Raises what a part cannot do."""
        settings = self._settings
        self._store = store = _store_of(
            settings,
            self._clock,
            self._metrics,
            self._work,
            self._told,
            self._inquiries,
            self._limits,
            self._prices,
            self._owners,
            self._standing,
            learns(self._carriers),
        )
        recovery = await store.start()
        # After the store took its lock: a second start must not replace the key of the server that runs.
        kept = _kept_root_key(settings)
        log.info("store_ready", waiting=recovery.waiting, in_doubt=recovery.doubted, settled=recovery.settled)
        self._links = links = Links(
            self._carriers, self._clock, self._random, self._metrics, awaited_in(store), settings.simulator
        )
        self._delivery = DeliveryEngine(
            store,
            [links.make(name) for name in self._carriers or [SIMULATED]],
            clock=self._clock,
            random_source=self._random,
            metrics=self._metrics,
            owner=f"{os.getpid()}-{self._random.getrandbits(32):08x}",
            opt_outs=opt_outs_of(settings, self._numbers),
            terms=flow_terms(settings),
        )
        command = self._command = CarrierCommand(
            self._delivery, store, self._clock, make=links.make, backlog=store.backlog
        )
        await command.load()
        self._failovers = Failovers(self._delivery, store, self._clock, command.holds)
        self._delivery.start()
        command.start()
        self._asking = asking_of(self._carriers, self._delivery, store, self._metrics)
        self._failovers.start()
        kept_ms = settings.delivery.unmatched_receipts_days * 86_400_000
        self._sweep = OrphanSweep(store, self._clock, kept_ms)
        self._sweep.start()
        root = _root_credential(kept)
        fixed = CredentialTable([root, *fixed_credentials(settings)])
        self._identities = identities = await open_identities(store, fixed, settings, self._clock)
        self._uses = asyncio.create_task(write_uses_for_ever(identities))
        seal = identities.seal
        await keep_configured(store, seal, ROOT_ACCOUNT, configured_subscriptions(settings), self._clock.utc_ms())
        self._push = PushEngine(
            store,
            store,
            seal,
            clock=self._clock,
            metrics=self._metrics,
            settings=push_settings(settings),
            recent=self._recently_told,
        )
        self._push.start()
        signing_key = await keep_signing_key(store, seal)
        tokens = HmacTokenMint(signing_key)
        lent = LentCredentials(identities.directory, identities.choose)
        gateway = await self._gateway(identities, lent, tokens, recovery.id_floor)
        self._queues = self._queue_door(identities, tokens, signing_key)
        if self._read is not None:
            self._configuration = Reloader(settings, self._read, self._reloadable(gateway, seal), self._metrics)

        secret, tls = kept.key.access_key_secret.reveal(), self._certificate.context if self._certificate else None
        await self._customers.open(gateway, identities.directory, store, secret, tls)
        self._sign_in = SignIn(self._clock, root)
        console = ConsolePorts(
            gateway.dispatch,
            gateway.may,
            self._clock,
            application=gateway,
            lend=lambda holder: lent.lend(holder, self._clock.utc_ms()),
            numbers=self._numbers,
            simulated=lambda: not self._carriers,
            active_faults=self._active_faults,
        )
        passwords = Passwords(identities.directory, self._clock, self._metrics)
        by_address = settings.host in WILDCARDS
        site = Site(console, self._sign_in, LOOPBACK_NAMES | {settings.host}, passwords, by_address=by_address)
        return await self._listen(gateway, self._queues, site, kept, root)

    @property
    def speaks_tls(self) -> bool:
        return self._certificate is not None

    def hang_up(self) -> None:
        """SIGHUP: read the certificate and the configuration anew; what is wrong with them stands in the log."""
        if self._certificate is not None:
            self._certificate.renew()
        if self._read is not None:
            task = asyncio.get_running_loop().create_task(self._reload_for_signal())
            self._reloading.add(task)
            task.add_done_callback(self._reloading.discard)

    async def reload(self) -> Reloaded:
        """`Configuration`: read the settings anew, and apply what can be applied."""
        return await self._configuration.reload()

    async def _reload_for_signal(self) -> None:
        try:
            await self.reload()
        except Exception:
            log.exception("the configuration could not be applied")

    async def stop(self) -> None:
        """Stop every part in order, each within the drain time. Nothing accepted is lost by it."""
        drain = self._settings.drain_seconds
        if self._watching is not None:
            self._watching.cancel()
        if self._queues is not None:
            self._queues.end_polls()
        await self._customers.close(drain)
        if self._front is not None:
            await self._front.drain(drain)
        if self._command is not None:
            await self._command.stop()
        if self._failovers is not None:
            await self._failovers.stop()
        if self._delivery is not None:
            await self._delivery.stop(drain)
        if self._asking is not None:
            await self._asking.stop()
        if self._sweep is not None:
            await self._sweep.stop()
        if self._push is not None:
            await self._push.stop(drain)
        if self._links is not None:
            await self._links.close()
        if self._uses is not None:
            self._uses.cancel()
        if self._identities is not None:
            await write_uses(self._identities)
        if self._calls is not None:
            await self._calls.close()
        if self._store is not None:
            await self._store.close()

    async def _gateway(
        self, identities: Identities, credentials: Credentials, tokens: TokenMint, id_floor: int
    ) -> Gateway:
        settings = self._settings
        assert self._store is not None
        assert self._delivery is not None
        assert self._command is not None
        lanes, offset_minutes = self._delivery.lanes, settings.api.offset_minutes
        desk = CarrierDesk(
            self._carriers, lanes, self._command, self._store, self._clock, self._metrics, offset_minutes
        )
        self._desk = desk
        self._lanes = RoutedLanes(
            rules_of(settings.routes, lanes_of(settings.carriers, settings.delivery)),
            clock=self._clock,
            offset_minutes=offset_minutes,
            up=usable(lanes, self._command.takes_messages, self._clock),
            why_not=desk.why_not,
            networks=self._networks,
        )
        self._calls = call_log(settings, self._clock, self._metrics, self._store)
        await self._limits.load(self._store)
        await self._customers.credentials.load(self._store)
        ports = Ports(
            store=self._store,
            records=self._store,
            orphans=self._store,
            calls=self._calls,
            refused_calls=self._store,
            carrier_facts=partial(carrier_facts, self._carriers, self._delivery, desk.order, self._clock),
            conversions=self._store,
            roll_ups=self._store,
            searches=self._store,
            clock=self._clock,
            numbers=self._numbers,
            lanes=self._lanes,
            ids=MessageIds(self._clock, floor=id_floor),
            reference=lambda: self._random.getrandbits(8),
            blocks=self._store,
            usage=self._store,
            balances=self._store,
            limits=self._limits,
            subscribing=Subscribing(
                told=self._store,
                token=lambda: secrets.token_hex(16),
                changed=self._subscriptions_changed,
                allowed=settings.push.allow.networks,
                test=self._test_push,
                pushed=self._recently_told.of_message,
            ),
            identities=identities,
            rules=SendRules(
                validity_seconds=settings.api.default_validity_seconds,
                mainland_allowed=settings.api.allow_mainland,
                offset_minutes=settings.api.offset_minutes,
            ),
            standing=self._wording,
            tokens=tokens,
            carriers=desk,
            configuration=self,
            simulator_rules=self._simulator_rules,
            smpp=self._customers.credentials,
        )
        return await make_gateway(
            ports,
            credentials,
            random_source=self._random,
            metrics=self._metrics,
            settings=GatewaySettings(
                settings.limits.enforced,
                settings.limits.calls_per_second,
                settings.limits.everybody_calls_per_second,
            ),
            rate_policies=self._limits,
            calls=self._calls,
        )

    def _reloadable(self, gateway: Gateway, seal: Seal) -> Sequence[Part]:
        """What takes other settings while the server runs."""
        assert self._store is not None
        assert self._delivery is not None
        assert self._command is not None
        assert self._links is not None
        assert self._lanes is not None
        return (
            # Before the traffic: new routes may name networks, and new carriers have prices.
            tables(self._networks, self._prices, self._settings),
            traffic(self._carriers, self._links, self._delivery, self._command, self._lanes, self._watch_carriers),
            limits(self._limits, gateway),
            wording(self._wording),
            inbound(self._owners, self._delivery, self._numbers),
            subscriptions(self._store, seal, self._clock, self._subscriptions_changed),
            plain(["drain_seconds"], self._take_drain, "A stop waits as long as drain_seconds says now."),
        )

    def _take_drain(self, settings: Settings) -> None:
        self._settings = msgspec.structs.replace(self._settings, drain_seconds=settings.drain_seconds)

    def _queue_door(self, identities: Identities, tokens: TokenMint, signing_key: bytes) -> QueueDoor:
        assert self._store is not None
        return make_queue_door(
            self._store,
            self._store,
            identities.directory,
            tokens,
            signing_key,
            partial(body_of, offset_minutes=self._settings.api.offset_minutes),
            clock=self._clock,
            random_source=self._random,
            metrics=self._metrics,
            recent=self._recently_told,
        )

    async def _listen(self, gateway: Gateway, queues: QueueDoor, site: Site, kept: Kept, root: Credential) -> Greeting:
        """Open the port to everything below it; the greeting says where."""
        settings, delivery = self._settings, self._delivery
        assert delivery is not None
        assert self._sign_in is not None
        self._door = CarrierDoor(webhooks_of(self._carriers.values()), delivery, self._clock, self._metrics)
        below: dict[str, Application] = {
            "/queues": queues,
            "/carriers": self._door,
            "/console": site.answer,
            "/errors": ErrorPages(site.frame, site.reader).answer,
            "/docs": ManualPages(site.frame, site.reader).answer,
            **paths(self._health, self._metrics),
        }
        self._front = Front(Paths(gateway, below, front_page), metrics=self._metrics)
        context = self._certificate.context if self._certificate is not None else None
        listening = await self._front.listen(settings.host, settings.port, ssl=context)
        if self._certificate is not None:
            self._watching = asyncio.create_task(self._certificate.watch())
        self._watch_health()
        address = address_of(settings.host, listening.port)
        base = f"{'http' if context is None else 'https'}://{address}"
        return Greeting(
            host=settings.host,
            port=listening.port,
            kept=kept,
            console_link=f"{base}/console#token={self._sign_in.new_token()}",
            signed_url=base + _try_target(address, root, self._clock),
            simulated=settings.simulated,
            certificate=str(settings.tls.cert or ""),
            smpp=self._customers.endpoint,
        )

    def _work(self, lane: str) -> None:
        """A hint that the lane has work; before delivery has started it finds out by itself."""
        if self._delivery is not None:
            self._delivery.work(lane)

    def _simulator_rules(self) -> SimulatorRules | None:
        """The rules of the network inside, while messages go there: a reload may bring carriers, or take the last."""
        return self._links.rules if self._links is not None and not self._carriers else None

    def _active_faults(self) -> int:
        """How many rules make the network inside do something wrong."""
        rules = self._links.rules if self._links is not None and not self._carriers else None
        return rules.active() if rules is not None else 0

    def _inquiries(self, inquiries: Sequence[Inquiry]) -> None:
        """A hint that carriers are to be asked for receipts; what comes before delivery has started is due again."""
        if self._asking is not None:
            self._asking.ask(inquiries)

    def _standing(self) -> Lanes:
        """How the carriers stand, as far as anybody knows yet."""
        return self._failovers.standing() if self._failovers is not None else ALL_ABLE

    def _told(self, subscriber: str) -> None:
        """A hint that the subscriber has something due; whoever has not started yet finds out by itself."""
        if self._push is not None:
            self._push.work(subscriber)
        if self._queues is not None:
            self._queues.hint(subscriber)
        self._customers.work(subscriber)

    async def _test_push(self, account: str, subscription_id: str) -> PushTrial | None:
        """A sample pushed to a subscription, and what came of it."""
        tried = await self._push.test(account, subscription_id) if self._push is not None else None
        return None if tried is None else PushTrial(tried.body.decode(), tried.status, tried.trouble, tried.took_ms)

    def _subscriptions_changed(self) -> None:
        if self._push is not None:
            self._push.changed()
        self._customers.changed()

    def _watch_health(self) -> None:
        assert self._store is not None
        self._health.add("store", self._store.trouble)
        self._watch_carriers()
        self._metrics.gauge(
            "heliograph_build_info", "The running version.", lambda: {(__version__,): 1.0}, ("version",)
        )

    def _watch_carriers(self) -> None:
        """Show the health of the carriers that the configuration names now, and take what they post."""
        assert self._desk is not None
        assert self._door is not None
        self._door.admit(webhooks_of(self._carriers.values()))
        names = set(self._carriers or [SIMULATED])
        for name in self._watched - names:
            self._health.remove(f"carrier {name}")
        for name in names - self._watched:
            self._health.add(f"carrier {name}", partial(self._desk.trouble, name), Scope.NOTE)
        self._watched = names


def run(settings: Settings, read: Callable[[], Loaded] | None = None) -> None:
    """Run until SIGTERM or SIGINT; with `read`, SIGHUP and ReloadConfiguration read the settings anew.

    Raises `KeyFileProblem`, OSError or `CannotStart` when it cannot start."""
    try:
        uvloop.run(_main(settings, read))
    except (InUse, NewerSchema, Unreadable) as error:
        raise CannotStart(str(error)) from None
    except PairProblem as error:
        raise CannotStart(f"tls.{error.key} {error}.") from None


async def _main(settings: Settings, read: Callable[[], Loaded] | None) -> None:
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopped.set)
    random_source = random.Random(secrets.randbits(128))  # noqa: S311, request ids and jitter
    server = Server(settings, SystemClock(), random_source, read)
    if read is not None or server.speaks_tls:
        # With nothing to read anew SIGHUP keeps its meaning: the terminal is gone.
        loop.add_signal_handler(signal.SIGHUP, server.hang_up)
    try:
        greeting = await server.start()
        spare_garbage_collection()
        sys.stdout.write(text_of(greeting, sys.stdout.isatty()))
        sys.stdout.flush()
        await stopped.wait()
        log.info("stopping")
    finally:
        await server.stop()


def spare_garbage_collection() -> None:
    """Search seldom for cycles, and never among what the start has made, which lives as long as the process.

    That is 44,000 objects, half of them the numbering plans'; every reply waited while they were walked, 14 to 24 ms.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD, *gc.get_threshold()[1:])


def _kept_root_key(settings: Settings) -> Kept:
    pinned = RootKey(settings.access_key_id, settings.access_key_secret) if settings.access_key_id else None
    kept = keep_root_key(settings.data, pinned)
    for warning in kept.warnings:
        log.warning(warning)
    return kept


def _store_of(
    settings: Settings,
    clock: Clock,
    metrics: Metrics,
    work: Callable[[str], None],
    told: Callable[[str], None],
    inquiries: Callable[[Sequence[Inquiry]], None],
    limits: LimitBook,
    prices: PriceList,
    owners: Owners,
    standing: Callable[[], Lanes],
    learning: Callable[[str], bool],
) -> SqliteMessageStore:
    bounds = Bounds(
        wait_seconds_max=settings.store.wait_max_seconds,
        waiting_bytes_max=settings.store.waiting_bytes_max,
        disk_free_bytes_min=settings.store.disk_free_bytes_min,
        account_share=settings.store.account_share,
    )
    return SqliteMessageStore(
        settings.data,
        clock=clock,
        metrics=metrics,
        mode=settings.store.mode.value,
        on_work=work,
        on_told=told,
        on_inquiries=inquiries,
        learning=learning,
        inbound_account=owners,
        standing=standing,
        weight=limits.weight,
        price_of=prices.find,
        bounds=bounds,
    )


def _root_credential(kept: Kept) -> Credential:
    secret = kept.key.access_key_secret.reveal()
    return Credential(kept.key.access_key_id, secret, ROOT_ACCOUNT, root_principal(ROOT_ACCOUNT))


def _try_target(address: str, root: Credential, clock: Clock) -> str:
    """The path and query of a send that is already signed, for a curl line to paste."""
    request = signed_request(
        Key(root.access_key_id, root.secret),
        "SendMessageToGlobe",
        "2018-05-01",
        {"To": "12025550100", "Message": "Hello from curl"},
        now_ms=clock.utc_ms(),
        nonce=secrets.token_hex(16),
        host=address,
        method="GET",
        signature="v1",
    )
    return request.target
