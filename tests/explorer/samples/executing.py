"""Runs the samples of a language over every case, against a server behind a listener, and judges what came of each."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from explorer.samples.cases import CONFIG, TO, Case, cases
from explorer.samples.listener import Heard, Listener
from heliograph.client import Client
from heliograph.explorer.samples.language import Language
from heliograph.explorer.samples.languages import sample
from heliograph.explorer.samples.target import Protocol, Target
from heliograph.operations.description import Place
from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Server

#: The environment of a person who has set the two variables, and nothing else that an SDK could find a key in.
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("ALIBABA")},
    "ALIBABA_CLOUD_ACCESS_KEY_ID": ACCESS_KEY_ID,
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": ACCESS_KEY_SECRET,
}


@dataclass(frozen=True, slots=True)
class Ended:
    """What a sample printed, and how it ended."""

    out: str
    errors: str
    code: int


#: Runs the files in their order, one after the other: what is heard is in their order, too.
Run = Callable[[Sequence[Path]], list[Ended]]


@dataclass(frozen=True, slots=True)
class Running:
    """A server that has one message, and the listener before it."""

    listener: Listener
    message_id: str

    @property
    def target(self) -> Target:
        return Target(self.listener.endpoint, Protocol.HTTP)


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    with Server(folder, config=CONFIG) as server, Listener(server.port) as listener:
        with Client(f"http://{server.endpoint}", ACCESS_KEY_ID, ACCESS_KEY_SECRET) as client:
            sent = client.call("SendMessageToGlobe", "2018-05-01", {"To": TO, "Message": "Hello"})
        yield Running(listener, sent["MessageId"])
        server.stop()


def execute(language: Language, files: Callable[[int], Path], run: Run, running: Running) -> list[str]:
    """What is wrong with the samples of a language; nothing where all is right.

    `files` says where the sample of each case belongs; `run` runs them all.
    """
    all_cases = cases(running.message_id)
    paths = []
    for number, case in enumerate(all_cases):
        path = files(number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(sample(case.operation, case.values, language, running.target).code)
        paths.append(path)
    before = len(running.listener.heard)
    ended = run(paths)
    heard = running.listener.heard[before:]
    if len(heard) != len(all_cases):
        return [f"{len(heard)} requests for {len(all_cases)} samples: {ended}"]
    found = zip(all_cases, heard, ended, strict=True)
    return [f"{case.name}: {wrong}" for case, request, end in found if (wrong := wrong_with(case, request, end))]


def wrong_with(case: Case, heard: Heard, ended: Ended) -> str:
    """Why a case did not go as it must; empty where it did."""
    if (heard.action, heard.version) != (case.operation.name, case.operation.version):
        return f"it called {heard.action} of {heard.version}"
    places = {parameter.name: parameter.place for parameter in case.operation.parameters}
    for place, sent in ((Place.QUERY, heard.query), (Place.FORM, heard.form)):
        wanted = {name: text for name, text in case.values.items() if places[name] is place}
        if _same_case(sent, case) != _same_case(wanted, case):
            return f"it sent {sent}, not {wanted}"
    return _wrong_answer(case, heard, ended)


def _wrong_answer(case: Case, heard: Heard, ended: Ended) -> str:
    answer = json.loads(heard.answer)
    if case.error:
        if answer.get("Code") != case.error or ended.code == 0:
            return f"{answer} instead of {case.error}; {ended}"
        unsaid = [
            answer[name] for name in ("Code", "Message", "Recommend") if answer[name] not in ended.out + ended.errors
        ]
        return f"it does not print {unsaid}: {ended}" if unsaid else ""
    if ended.code:
        return f"it ended with {ended}"
    missing = {name: value for name, value in (case.answer or {}).items() if answer.get(name) != value}
    if missing:
        return f"{answer} instead of {missing}"
    return "" if json.loads(ended.out) == answer else f"it printed {ended.out}, not {answer}"


def _same_case(sent: dict[str, str], case: Case) -> dict[str, str]:
    """Booleans in small letters: Python's SDKs write `True`, and the server takes either."""
    booleans = {one.name for one in case.operation.parameters if one.type.json_type == "boolean"}
    return {name: text.lower() if name in booleans else text for name, text in sent.items()}
