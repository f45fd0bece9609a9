"""The parts of a server that take other settings while it runs, and how each takes them."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from heliograph.delivery.command import CarrierCommand
from heliograph.delivery.engine import DeliveryEngine
from heliograph.from_settings import Owners, configured_subscriptions, flow_terms, opt_outs_of, send_limits, standing_of
from heliograph.gateway.application import Gateway
from heliograph.identity.account import ROOT_ACCOUNT
from heliograph.identity.seal import Seal
from heliograph.lanes import RoutedLanes, lanes_of, rules_of
from heliograph.links import Links
from heliograph.operations.limit_book import LimitBook
from heliograph.operations.standing import Standing
from heliograph.push.configured import keep_configured
from heliograph.reload import Part
from heliograph.settings import AnyCarrier, Settings, entries_of, networks_of
from heliograph.settings.changes import LIVE_CARRIER_KEYS, carrier_changes, differing
from heliograph.sms.clock import Clock
from heliograph.sms.mobile_networks import MobileNetwork, MobileNetworks
from heliograph.sms.msisdn import NumberBook
from heliograph.sms.prices import PriceEntry, PriceList
from heliograph.store.records import Records


def traffic(
    carriers: dict[str, AnyCarrier],
    links: Links,
    engine: DeliveryEngine,
    command: CarrierCommand,
    lanes: RoutedLanes,
    changed: Callable[[], None],
) -> Part:
    """Carriers and routes, together: routes lead only to carriers that are there.

    `carriers` is what `links` makes carriers by; `changed` is called once other carriers are there.
    """

    async def apply(before: Settings, after: Settings) -> Sequence[str]:
        changes = carrier_changes(before.carriers, after.carriers)
        old = dict(carriers)
        carriers.clear()
        carriers.update({carrier.name: carrier for carrier in after.carriers})
        engine.pace(flow_terms(after))
        done = [_admitted(command, links, name) for name in changes.new]
        for name in (*changes.adapted, *changes.bound_anew):
            what = _said(old[name], carriers[name])
            if name in changes.adapted and links.adapt(engine.lanes[name].carrier, name):
                done.append(f"{name} takes other {what}; its links stay up.")
            else:
                command.rebind(name, after.drain_seconds)
                done.append(f"{name} is being bound anew, for other {what}.")
        lanes.replace(rules_of(after.routes, lanes_of(after.carriers, after.delivery)))
        if before.routes != after.routes or changes.new or changes.gone:
            done.append("New messages go by the new routes.")
        elif before.delivery != after.delivery:
            done.append("New messages go by the new times of [delivery].")
        for name in changes.gone:
            command.dismiss(name, after.drain_seconds)
            done.append(
                f"{name} leaves: for at most {after.drain_seconds:g} s it hands over what waits, then its links end; "
                "what still waits goes on to other carriers of its route, or stays and is listed as not-configured."
            )
        changed()
        return done

    keys = ("carriers", "routes", "delivery.doubt_wait_seconds", "delivery.receipt_grace_seconds")
    return Part(keys, apply)


def _admitted(command: CarrierCommand, links: Links, name: str) -> str:
    command.admit(links.make(name))
    return f"{name} is new, and is being bound."


def _said(old: AnyCarrier, new: AnyCarrier) -> str:
    """The settings that differ, those that a link has from its beginning before the others."""
    keys = sorted(differing(old, new), key=lambda key: (key in LIVE_CARRIER_KEYS, key))
    return ", ".join(keys)


def tables(networks: MobileNetworks, prices: PriceList, settings: Settings) -> Part:
    """Which network a number is of, and what carriers charge. The files are read at every reload."""

    def read(of: Settings) -> tuple[dict[str, MobileNetwork], list[PriceEntry]]:
        return dict(networks_of(of).items()), entries_of(of)

    held = read(settings)

    async def apply(before: Settings, after: Settings) -> Sequence[str]:
        nonlocal held
        found = await asyncio.to_thread(read, after)
        done: list[str] = []
        if found[0] != held[0]:
            networks.replace(found[0].items())
            done.append("Routes and prices go by the new table of networks.")
        if found[1] != held[1]:
            prices.replace(found[1])
            done.append("Hand-overs from now on cost what the new prices say.")
        held = found
        return done

    return Part(("networks_file", "prices_file", "prices"), apply, always=True)


def limits(book: LimitBook, gateway: Gateway) -> Part:
    """What accounts may call and send."""

    async def apply(before: Settings, after: Settings) -> Sequence[str]:
        book.serve(send_limits(after), after.limits.enforced)
        gateway.limit_calls(
            after.limits.calls_per_second, after.limits.everybody_calls_per_second, after.limits.enforced
        )
        return ["The limits of the configuration hold."]

    return Part(("limits.*",), apply)


def wording(standing: Standing) -> Part:
    """The templates and signatures that the operator has approved."""

    async def apply(before: Settings, after: Settings) -> Sequence[str]:
        standing.become(standing_of(after))
        return ["The templates and signatures of the configuration hold."]

    return Part(("templates", "signatures"), apply)


def inbound(owners: Owners, engine: DeliveryEngine, numbers: NumberBook) -> Part:
    """Whose numbers are that people write to, and what they can say to be left alone."""

    async def apply(before: Settings, after: Settings) -> Sequence[str]:
        owners.become(after)
        engine.hear(opt_outs_of(after, numbers))
        return ["Messages from handsets go by the new [[inbound]] and [opt_out]."]

    return Part(("inbound", "opt_out.*"), apply)


def subscriptions(records: Records, seal: Seal, clock: Clock, changed: Callable[[], None]) -> Part:
    """Who is told of receipts by the configuration."""

    async def apply(before: Settings, after: Settings) -> Sequence[str]:
        await keep_configured(records, seal, ROOT_ACCOUNT, configured_subscriptions(after), clock.utc_ms())
        changed()
        return ["The subscriptions of the configuration are told from now on."]

    return Part(("subscriptions",), apply)


def plain(keys: Sequence[str], take: Callable[[Settings], None], says: str) -> Part:
    """A part that only reads the settings."""
    return Part(tuple(keys), partial(_take, take, says))


async def _take(take: Callable[[Settings], None], says: str, before: Settings, after: Settings) -> Sequence[str]:
    take(after)
    return [says]
