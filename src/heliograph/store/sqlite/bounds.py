"""Says when the store takes no new messages, before memory or disk is full (I6)."""

import os
from dataclasses import dataclass
from pathlib import Path

from heliograph.store.sqlite.lines import Backlog

#: Free disk is asked of the system at most this often.
DISK_EVERY_MS = 1_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """Past one of these an accept raises `Unavailable`. Settlements and receipts are never refused for them."""

    waiting_commands_max: int = 20_000
    """Calls of all kinds that wait for a commit."""
    waiting_bytes_max: int = 64 * 2**20
    """Octets those calls hold, about."""
    wait_seconds_max: float = 2.0
    """What a new call would wait: rows waiting over the rate of recent commits. SDKs give up after three seconds."""
    lane_backlog_max: int = 5_000_000
    """Segments in a lane's outbox: a day of sixty a second."""
    disk_free_bytes_min: int = 256 * 2**20
    account_share: float = 0.5
    """The part of the calls, the octets and a lane's segments that one account may take: the rest is for the others."""


class Room:
    """The free disk of a folder, asked for now and then."""

    def __init__(self, folder: Path, bounds: Bounds) -> None:
        self._folder = folder
        self._bounds = bounds
        self._asked_at = 0
        self._free = 0

    def free_bytes(self, now: int) -> int:
        """Octets free for us as of at most a second ago."""
        if not self._asked_at or now - self._asked_at >= DISK_EVERY_MS:
            self._asked_at = now
            found = os.statvfs(self._folder)
            self._free = found.f_bavail * found.f_frsize
        return self._free

    def trouble(self, now: int) -> str:
        """Why the disk has no room, in words; empty where it has."""
        least = self._bounds.disk_free_bytes_min
        free = self.free_bytes(now) if least else 0
        return f"the disk has {free >> 20} MiB free, less than {least >> 20} MiB" if free < least else ""


def backlog_trouble(bounds: Bounds, backlog: Backlog, lanes: set[str], account: str) -> tuple[str, str]:
    """The name of a bound that one of these lanes has reached, and why in words; empty where none is."""
    most = bounds.lane_backlog_max
    share = int(most * bounds.account_share)
    for lane in lanes:
        if backlog.by_lane[lane] >= most:
            return "backlog", f"lane {lane} has {backlog.by_lane[lane]:,} segments waiting, its bound is {most:,}"
        own = backlog.of_account(lane, account)
        if account and own >= share:
            return "account", f"the account has {own:,} segments waiting in lane {lane}, its share is {share:,}"
    return "", ""
