"""Samples for the cloud's own command line, `aliyun`, as a script of bash.

Source: aliyun-cli 3.4.11, which these were run with by hand; its parser takes a value that begins with a dash only
after `=`, and its table of versions decides what it calls without asking.
"""

from collections.abc import Mapping

from heliograph.explorer.samples.about import about
from heliograph.explorer.samples.given import Argument, Given
from heliograph.explorer.samples.language import Checked, Language
from heliograph.explorer.samples.shell import literal, word
from heliograph.explorer.samples.target import Protocol, Target
from heliograph.explorer.samples.template import comment, fill

_SCRIPT = """
#!/usr/bin/env bash
«about»
«why»
set -euo pipefail

«command»
"""

_FORCE = "With --force the command line calls what it has no description of; the region counts for nothing here."

#: What the command line knows by that name is the service for the Chinese mainland, and no version but that one's.
_OTHER_NAMES: Mapping[str, str] = {"Dysmsapi": "dysms"}
_WHY_OTHER = (
    "The product is called dysms here, which the command line does not know: by the name of dysmsapi it knows the "
    "version 2017-05-25 alone, and refuses this one even with --force."
)


def _write(given: Given, target: Target) -> str:
    operation = given.operation
    product = _OTHER_NAMES.get(operation.product, operation.product.lower())
    secure = "--secure" if target.protocol is Protocol.HTTPS else "--insecure"
    flags = (
        "--force",
        f"--version {word(operation.version)}",
        "--method POST",
        "--region ap-southeast-1",
        f"--endpoint {literal(target.endpoint)}",
        secure,
        *map(_flag, given.arguments),
    )
    why = comment("#", *((_WHY_OTHER,) if operation.product in _OTHER_NAMES else ()), _FORCE)
    call = f"aliyun {word(product)} {word(operation.name)}"
    command = [f"{call} \\", *(f"  {flag} \\" for flag in flags[:-1]), f"  {flags[-1]}"]
    return fill(_SCRIPT, about=about(given, "#", by_chain=False), why=why, command=command)


def _flag(argument: Argument) -> str:
    between = "=" if argument.text.startswith("-") else " "
    return f"--{argument.name}{between}{literal(argument.text)}"


def _surroundings(_given: Given) -> Mapping[str, str]:
    return {}


ALIYUN = Language("aliyun", "aliyun CLI", "call.sh", "bash", Checked.PARSED, _write, _surroundings, ("bash call.sh",))
