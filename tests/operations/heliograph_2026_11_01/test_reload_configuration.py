"""If these fail, an operator reads that a configuration holds which does not."""

from heliograph.operations.configuration import Reloaded
from heliograph.operations.heliograph_2026_11_01.reload_configuration import reload_configuration
from heliograph.store.port import Nonce

NONCE = Nonce("LTAI5tOperator", "n-1", 1_795_000_900_000)


class File:
    def __init__(self, reloaded: Reloaded) -> None:
        self.reloaded = reloaded

    async def reload(self) -> Reloaded:
        return self.reloaded


async def test_it_tells_what_holds_now_and_what_does_not_yet(bench) -> None:
    bench.configuration = File(Reloaded(("two is new.",), ("port",), (), ("odd",)))
    reply = await bench.call(reload_configuration, NONCE)
    assert reply.fields == {"Applied": ["two is new."], "NeedsRestart": ["port"], "Warnings": ["odd"]}
    assert bench.records.burnt == [NONCE]


async def test_faults_are_told_one_a_line(bench) -> None:
    bench.configuration = File(Reloaded(faults=("f:1: a", "f:2: b")))
    reply = await bench.call(reload_configuration)
    assert (reply.code, reply.description) == ("CONFIGURATION_FAULTY", "f:1: a\nf:2: b")


async def test_a_server_without_a_configuration_says_so(bench) -> None:
    assert (await bench.call(reload_configuration)).code == "CONFIGURATION_FAULTY"


def test_it_is_the_operators() -> None:
    assert reload_configuration.operation.of_server
