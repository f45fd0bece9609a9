"""If these fail, a faulty configuration is applied by half, or what cannot change is said to have changed."""

import asyncio
from collections.abc import Sequence

import pytest

from heliograph.reload import Part, Reloader
from heliograph.settings import ConfigurationError, Fault, Loaded, Settings
from heliograph.settings.model import ApiSettings, DeliverySettings
from heliograph.store.port import Unavailable
from heliograph.telemetry.metrics import Metrics

BEFORE = Settings()


class File:
    """A configuration that a test changes, and a part that takes `drain_seconds` and everything of [delivery]."""

    def __init__(self) -> None:
        self.settings = BEFORE
        self.faults: list[Fault] = []
        self.warnings: tuple[Fault, ...] = ()
        self.taken: list[tuple[float, float]] = []
        self.raises: list[Exception] = []
        self.metrics = Metrics()
        parts = [
            Part(("drain_seconds",), self.take),
            Part(("delivery.*",), self.fail),
        ]
        self.reloader = Reloader(BEFORE, self.read, parts, self.metrics)

    def read(self) -> Loaded:
        if self.faults:
            raise ConfigurationError(tuple(self.faults))
        return Loaded(self.settings, self.warnings)

    async def take(self, before: Settings, after: Settings) -> Sequence[str]:
        self.taken.append((before.drain_seconds, after.drain_seconds))
        return ["taken"]

    async def fail(self, before: Settings, after: Settings) -> Sequence[str]:
        if self.raises:
            raise self.raises.pop()
        return ["delivered"]


@pytest.fixture
def file() -> File:
    return File()


async def test_what_differs_is_applied_and_the_rest_needs_a_restart(file: File) -> None:
    file.settings = Settings(drain_seconds=3, port=7, api=ApiSettings(allow_mainland=True))
    file.warnings = (Fault("is odd", "f.toml", 3),)
    told = await file.reloader.reload()
    assert (told.applied, told.needs_restart) == (("taken",), ("port", "api.allow_mainland"))
    assert (told.faults, told.warnings) == ((), ("f.toml:3: is odd",))
    again = await file.reloader.reload()
    assert (again.applied, again.needs_restart) == ((), ("port", "api.allow_mainland"))
    file.settings = Settings(drain_seconds=3)
    assert (await file.reloader.reload()).needs_restart == ()
    assert file.taken == [(10.0, 3.0)]


async def test_a_fault_changes_nothing_and_is_told_with_its_place(file: File) -> None:
    file.settings = Settings(drain_seconds=3)
    file.faults = [Fault("port must be a number", "f.toml", 3, "port"), Fault("host is none", "f.toml", 4, "host")]
    told = await file.reloader.reload()
    assert told.faults == ("f.toml:3: port must be a number", "f.toml:4: host is none")
    assert file.taken == []
    file.faults = []
    assert (await file.reloader.reload()).applied == ("taken",)
    page = file.metrics.render().decode()
    assert 'heliograph_configuration_reloads_total{outcome="faulty"} 1' in page
    assert 'heliograph_configuration_reloads_total{outcome="applied"} 1' in page


async def test_what_could_not_be_applied_is_tried_again_and_nothing_else_is(file: File) -> None:
    file.settings = Settings(drain_seconds=3, delivery=DeliverySettings(doubt_wait_seconds=1))
    file.raises = [Unavailable("the disk is full")]
    with pytest.raises(Unavailable):
        await file.reloader.reload()
    assert (await file.reloader.reload()).applied == ("delivered",)
    assert (await file.reloader.reload()).applied == ()
    assert len(file.taken) == 1


async def test_a_part_that_reads_files_looks_at_every_reading(file: File) -> None:
    says = [["new prices"], [], []]

    async def look(before: Settings, after: Settings) -> Sequence[str]:
        return says.pop(0)

    reloader = Reloader(BEFORE, file.read, [Part(("prices_file",), look, always=True)], file.metrics)
    assert (await reloader.reload()).applied == ("new prices",)
    assert (await reloader.reload()).applied == ()
    page = file.metrics.render().decode()
    assert 'heliograph_configuration_reloads_total{outcome="applied"} 1' in page
    assert 'heliograph_configuration_reloads_total{outcome="unchanged"} 1' in page
    assert len(says) == 1


async def test_readings_come_one_after_another(file: File) -> None:
    file.settings = Settings(drain_seconds=3)
    told = await asyncio.gather(*(file.reloader.reload() for _ in range(3)))
    assert sorted(one.applied for one in told) == [(), (), ("taken",)]
