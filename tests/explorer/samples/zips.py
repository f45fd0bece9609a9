"""Unpacks the zips of calls and does what their READMEs say, against a server: `make samples`.

`PYTHONPATH=tests python -m explorer.samples.zips [LANGUAGE …]` makes a zip for each operation of Dysmsapi, one for an
operation by name and one that is refused, in each language whose samples are executed. Every project installs its own
dependencies, as a person's would. Exit code 1 when one does not build, does not send what it was given, or does not
tell what came of it.
"""

import argparse
import io
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from explorer.samples.cases import Case, cases
from explorer.samples.executing import ENVIRONMENT, Ended, Running, running, wrong_with
from heliograph.explorer.samples.language import Checked, Language
from heliograph.explorer.samples.languages import LANGUAGES
from heliograph.explorer.samples.project import folder, project

EXECUTED = [language for language in LANGUAGES.values() if language.checked is Checked.EXECUTED]

#: The cases that have a zip each.
ZIPPED = ("send", "batch", "template", "query", "conversion", "rate", "by name", "nothing given")

#: Long enough to download what the first project of a language needs.
COMMAND_SECONDS = 500


def run_zip(language: Language, case: Case, running: Running, place: Path) -> str:
    """Why the zip of a call does not go as it must; empty where it does."""
    octets = project(case.operation, case.values, language, running.target)
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        archive.extractall(place)
    inside = place / folder(case.operation, language)
    commands = re.findall(r"^    (?!export )(.+)$", (inside / "README.md").read_text(), re.MULTILINE)
    heard = len(running.listener.heard)
    for command in commands:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=inside,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
            timeout=COMMAND_SECONDS,
        )
        if done.returncode and command != commands[-1]:
            return f"{command} failed: {done.stdout[-1000:]}{done.stderr[-1000:]}"
    now = running.listener.heard[heard:]
    ended = Ended(_document(done.stdout), done.stderr, done.returncode)
    return wrong_with(case, now[0], ended) if len(now) == 1 else f"{len(now)} requests were made: {ended}"


def _document(out: str) -> str:
    """What was printed from the first brace to the last: what builds a project may print something around it."""
    return out[out.find("{") : out.rfind("}") + 1] if "{" in out else out


def main() -> int:
    """Exit code 1 when any zip does not go as it must."""
    arguments = argparse.ArgumentParser(description=__doc__)
    names = [language.name for language in EXECUTED]
    arguments.add_argument("languages", nargs="*", help=f"some of {', '.join(names)}; all by default")
    wanted = arguments.parse_args().languages or names
    failed = 0
    with tempfile.TemporaryDirectory() as temporary, running(Path(temporary)) as server:
        for language in (language for language in EXECUTED if language.name in wanted):
            for case in (case for case in cases(server.message_id) if case.name in ZIPPED):
                began = time.monotonic()
                with tempfile.TemporaryDirectory() as place:
                    wrong = run_zip(language, case, server, Path(place))
                failed += bool(wrong)
                print(f"{language.name:14}{case.name:16}{time.monotonic() - began:5.1f} s  {wrong or 'ok'}", flush=True)
    print(f"{failed} went wrong" if failed else "all zips build and run")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
