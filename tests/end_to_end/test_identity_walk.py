"""If this fails, an operator who does what docs/identity.md says gets something else than it says."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from processes import ACCESS_KEY_ID, ACCESS_KEY_SECRET, Server

PAGE = Path(__file__).parents[2] / "docs" / "identity.md"
WALK = PAGE.read_text().partition("## A user with a narrow policy")[2].partition("\n## ")[0]
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", WALK, re.S) for line in block.splitlines()]


def test_the_walk_of_the_page(tmp_path: Path) -> None:
    (tmp_path / "policy.json").write_text(re.findall(r"```json\n(.*?)```", WALK, re.S)[0])
    with Server(tmp_path) as server:

        def run(line: str) -> subprocess.CompletedProcess[str]:
            words, _, _ = line.partition("#")
            keys = {"ALIBABA_CLOUD_ACCESS_KEY_ID": ACCESS_KEY_ID, "ALIBABA_CLOUD_ACCESS_KEY_SECRET": ACCESS_KEY_SECRET}
            return subprocess.run(
                [sys.executable, "-m", "heliograph", *shlex.split(words)[1:]],
                cwd=tmp_path,
                env={**os.environ, **keys, "HELIOGRAPH_ENDPOINT": server.endpoint},
                capture_output=True,
                text=True,
                check=False,
            )

        former = latter = ""
        for line in COMMANDS:
            done = run(line.replace("FORMER-KEY-ID", former).replace("LATTER-KEY-ID", latter))
            _, _, said = line.partition("# ")
            assert done.returncode == (1 if said.startswith("no") else 0), (line, done.stderr)
            if said:
                assert done.stdout.splitlines()[0] == said
            if line.startswith("heliograph keys create"):
                [first] = json.loads(run("heliograph keys list alice --json").stdout)["AccessKeys"]["AccessKey"]
                former = first["AccessKeyId"]
            if line.startswith("heliograph keys rotate"):
                listed = json.loads(run("heliograph keys list alice --json").stdout)["AccessKeys"]["AccessKey"]
                [latter] = [key["AccessKeyId"] for key in listed if key["AccessKeyId"] != former]
                assert f"heliograph keys disable alice {former}" in done.stderr
        assert not json.loads(run("heliograph users list --json").stdout)["Users"]["User"]
        assert server.stop() == 0
