"""The server's configuration as operations see it: something that can be read anew."""

from typing import Protocol

import msgspec


class Reloaded(msgspec.Struct, frozen=True):
    """What came of reading the configuration anew."""

    applied: tuple[str, ...] = ()
    """What holds from now on, a sentence for each."""
    needs_restart: tuple[str, ...] = ()
    """Settings that differ from those that hold, and cannot change while the server runs."""
    faults: tuple[str, ...] = ()
    """What is wrong, each with file, line and key; then nothing has changed."""
    warnings: tuple[str, ...] = ()


class Configuration(Protocol):
    """Where the settings come from."""

    async def reload(self) -> Reloaded:
        """Read it anew; where nothing is wrong with it, apply what can be applied."""
        ...


class FixedConfiguration:
    """`Configuration` of a server that was started with settings made by a program."""

    async def reload(self) -> Reloaded:
        return Reloaded(faults=("The server was started without a configuration that can be read again.",))
