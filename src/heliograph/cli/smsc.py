"""`heliograph smsc`: a simulated carrier network as its own process."""

import dataclasses
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number

from heliograph.cli.exit_codes import ExitCode, Failure
from heliograph.cli.manual import command
from heliograph.cli.terminal import harmless
from heliograph.rules import Rule
from heliograph.simulator.message_ids import IdForm
from heliograph.simulator.settings import SmscSettings
from heliograph.sms.alphabet import Alphabet

_PORT = Number(gte=0, lte=65_535)
_MS = Number(gte=0, lte=86_400_000)


@Parameter(name="*")
@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The flags; each goes to the setting of its name, and one that is not given leaves that as it is."""

    host: Annotated[
        str | None, Parameter(metavar="ADDRESS", help="The address to listen on; 127.0.0.1 by default.")
    ] = None
    port: Annotated[
        int | None,
        Parameter(metavar="PORT", validator=_PORT, help="The port; 2775 by default, 0 takes any free one."),
    ] = None
    system_id: Annotated[
        str | None, Parameter(metavar="ID", help="The only ESME that may bind; every one may when it is left out.")
    ] = None
    password: Annotated[
        str | None, Parameter(metavar="PASSWORD", help="What it must show; any will do when it is left out.")
    ] = None
    receipt_delay_ms: Annotated[
        int | None, Parameter(metavar="MS", validator=_MS, help="From a submit_sm to its receipt; 0 by default.")
    ] = None
    receipt_jitter_ms: Annotated[
        int | None,
        Parameter(
            metavar="MS",
            validator=_MS,
            help="At most this much more, drawn anew for each receipt, so that receipts overtake one another.",
        ),
    ] = None
    window: Annotated[
        int | None,
        Parameter(
            metavar="COUNT",
            validator=Number(gte=1, lte=100_000),
            help="deliver_sm that may be unanswered; 100 by default.",
        ),
    ] = None
    deliver_retry_ms: Annotated[
        int | None,
        Parameter(
            metavar="MS",
            validator=_MS,
            help="Pause before a deliver_sm that was answered with a passing error goes out again; 1000 by default.",
        ),
    ] = None
    default_alphabet: Annotated[
        Alphabet | None,
        Parameter(metavar="ALPHABET", help="What data_coding 0 means here; gsm7-unpacked when it is left out."),
    ] = None
    ids: Annotated[
        IdForm | None, Parameter(metavar="FORM", help="The form of ids in submit_sm_resp; decimal by default.")
    ] = None
    receipt_ids: Annotated[
        IdForm | None, Parameter(metavar="FORM", help="Their form in receipts; the same when it is left out.")
    ] = None
    refuse_query_sm: Annotated[
        bool | None, Parameter(help="Answer query_sm with ESME_RINVCMDID, as an SMSC that does not have it.")
    ] = None
    ledger: Annotated[
        Path | None, Parameter(metavar="FILE", help="Write every submit_sm down here, one JSON object a line.")
    ] = None
    ledger_sync: Annotated[bool | None, Parameter(help="Wait for the disk at each write of the ledger.")] = None
    rules: Annotated[
        Path | None,
        Parameter(metavar="FILE", help="Rules that say what becomes of which messages and binds, in TOML."),
    ] = None
    seed: Annotated[
        int | None, Parameter(metavar="NUMBER", help="Of the random numbers, to have the same run again.")
    ] = None
    receipts_waiting_max: Annotated[
        int | None,
        Parameter(
            metavar="COUNT",
            validator=Number(gte=1, lte=10_000_000),
            help="Receipts that may wait for all ESMEs together; beyond, a submit_sm is answered ESME_RMSGQFUL.",
        ),
    ] = None
    response_timeout_ms: Annotated[
        int | None,
        Parameter(metavar="MS", validator=_MS, help="How long a deliver_sm_resp is waited for; 10000 by default."),
    ] = None
    enquire_link_ms: Annotated[
        int | None,
        Parameter(metavar="MS", validator=_MS, help="After how much silence a link is probed; 30000 by default."),
    ] = None


def smsc(
    *,
    options: Options = Options(),
    password_file: Annotated[
        Path | None, Parameter(metavar="FILE", help="The file that holds the password on its only line.")
    ] = None,
    control_port: Annotated[
        int | None,
        Parameter(
            metavar="PORT",
            validator=_PORT,
            help="Serve the control port here, on 127.0.0.1 only, for tests that change rules and ask what was "
            "received; 0 takes any free one. docs/simulator.md explains it.",
        ),
    ] = None,
    control_token_file: Annotated[
        Path | None,
        Parameter(
            metavar="FILE",
            help="The file that holds the control port's token on its only line; without it one is made and printed.",
        ),
    ] = None,
) -> ExitCode:
    """Run a simulated carrier network: an SMSC that ESMEs bind to.

    Takes SMPP 3.4 binds, answers each submit_sm and sends its receipt. What becomes of a message is up to the
    rules, and without any to the recipient's number: docs/simulator.md explains rules, docs/magic-numbers.md has the
    numbers. Nothing leaves this machine.

    Prints a line with the address once it listens, and one before it for the control port. SIGTERM or Ctrl-C ends it
    with status 0.
    """
    import uvloop

    from heliograph.simulator import process

    settings = settings_of(options, password_file)
    if control_token_file is not None and control_port is None:
        raise Failure(ExitCode.USAGE, "--control-token-file is for the control port; --control-port opens it.")
    token = secret_of("--control-token-file", control_token_file) if control_token_file is not None else ""
    control = process.ControlPort(control_port, token) if control_port is not None else None
    try:
        uvloop.run(process.run(settings, control))
    except OSError as error:
        raise Failure(
            ExitCode.NOT_STARTED, f"cannot run on {settings.host}:{settings.port}: {error.strerror or error}."
        ) from None
    return ExitCode.OK


def settings_of(options: Options, password_file: Path | None) -> SmscSettings:
    """The settings with what was given put in. Raises `Failure` for a file that cannot be used."""
    given: dict[str, Any] = {
        field.name: getattr(options, field.name)
        for field in dataclasses.fields(options)
        if getattr(options, field.name) is not None
    }
    if options.rules is not None:
        given["rules"] = rules_of(options.rules)
    if password_file is not None:
        if "password" in given:
            raise Failure(ExitCode.USAGE, "--password and --password-file are given both; keep one of them.")
        given["password"] = secret_of("--password-file", password_file)
    return SmscSettings(**given)


def secret_of(flag: str, file: Path) -> str:
    """The secret that the flag's file holds. Raises `Failure`."""
    from heliograph.settings.keys import Unfit
    from heliograph.settings.read_table import read_secret_file

    try:
        return read_secret_file(file).reveal()
    except Unfit as unfit:
        raise Failure(ExitCode.CONFIGURATION, f"{flag} {unfit}.") from None


def rules_of(file: Path) -> tuple[Rule, ...]:
    """The rules of the file. Raises `Failure` with everything that is wrong with it."""
    from heliograph.settings.rules_file import read_rules_file

    found, faults = read_rules_file(file)
    if faults:
        raise Failure(ExitCode.CONFIGURATION, "\n".join(harmless(str(fault)) for fault in faults))
    return found


app = command(
    "smsc",
    smsc,
    usage="heliograph smsc [--port PORT] [OPTIONS]",
    codes=(ExitCode.CONFIGURATION, ExitCode.NOT_STARTED),
    examples="""
        heliograph smsc
        heliograph smsc --port 0 --receipt-delay-ms 200 --ledger smsc.jsonl
        heliograph smsc --ids hex --receipt-ids decimal
        heliograph smsc --rules faults.toml --seed 7
        heliograph smsc --control-port 2776
    """,
)
