"""Applies another reading of the configuration to the server that runs; where a thing is wrong, nothing changes."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from heliograph.operations.configuration import Reloaded
from heliograph.settings import ConfigurationError, Loaded, Settings
from heliograph.settings.changes import changed_keys, keeping
from heliograph.telemetry.metrics import Metrics

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the server that takes other settings while it runs."""

    keys: tuple[str, ...]
    """What it takes, as `settings.changes.changed_keys` names it; `opt_out.*` for all of a table."""
    apply: Callable[[Settings, Settings], Awaitable[Sequence[str]]]
    """Given the settings that held and those that shall hold; returns a sentence for each thing that it did. What it
    raises leaves it as it was."""
    always: bool = False
    """Whether it looks at every reading, since files that its settings name may differ where the settings do not."""

    def takes(self, key: str) -> bool:
        return key in self.keys or f"{key.partition('.')[0]}.*" in self.keys


class Reloader:
    """`Configuration` of the server that runs. Readings come one after another."""

    def __init__(self, settings: Settings, read: Callable[[], Loaded], parts: Sequence[Part], metrics: Metrics) -> None:
        """`read` reads the configuration as at the start, and raises `ConfigurationError`."""
        self._holds = settings
        self._read = read
        self._parts = tuple(parts)
        self._turn = asyncio.Lock()
        self._count = metrics.counter(
            "heliograph_configuration_reloads_total",
            "Readings of the configuration, by what came of them.",
            ("outcome",),
        )

    async def reload(self) -> Reloaded:
        async with self._turn:
            try:
                loaded = await asyncio.to_thread(self._read)
            except ConfigurationError as error:
                return self._faulty(error)
            for warning in loaded.warnings:
                log.warning(str(warning))
            return await self._apply(loaded)

    def _faulty(self, error: ConfigurationError) -> Reloaded:
        faults = tuple(str(fault) for fault in error.faults)
        for fault in faults:
            log.error("the configuration has a fault, so that nothing of it is applied", fault=fault)
        self._count.add(1, "faulty")
        return Reloaded(faults=faults)

    async def _apply(self, loaded: Loaded) -> Reloaded:
        before, after = self._holds, loaded.settings
        changed = changed_keys(before, after)
        later = [key for key in changed if not any(part.takes(key) for part in self._parts)]
        after = keeping(after, before, later)
        done: list[str] = []
        waiting = set(changed)
        for part in self._parts:
            taken = {key for key in changed if part.takes(key)}
            if taken or part.always:
                done += await part.apply(before, after)
                waiting -= taken
                self._holds = keeping(after, before, waiting)
        for sentence in done:
            log.info("configuration applied", what=sentence)
        if later:
            log.warning("settings need a restart", settings=", ".join(later))
        self._count.add(1, "applied" if changed or done else "unchanged")
        return Reloaded(tuple(done), tuple(later), (), tuple(str(warning) for warning in loaded.warnings))
