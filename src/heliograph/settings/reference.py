"""Writes `docs/configuration.md` from the settings' own descriptions, so that no key goes undocumented.

`python -m heliograph.settings.reference > docs/configuration.md` writes it anew; a test compares.
"""

import inspect
import sys
from collections.abc import Iterator

import msgspec

from heliograph.rules import Rule
from heliograph.settings.environment import CONFIG, ENDPOINT, variables
from heliograph.settings.keys import Key, keys_of
from heliograph.settings.model import Settings

_INTRODUCTION = f"""\
# Configuration

Generated from the settings' own descriptions by `python -m heliograph.settings.reference`.

Everything has a default: `heliograph serve` runs without any configuration. A flag wins over the environment, the
environment over the file, the file over the default. The file is TOML, named by `--config` or `{CONFIG}`;
`heliograph check FILE` tells what is wrong with it, by key and line, and the same faults stop a start. A key that is no
setting is a fault; an unknown `HELIOGRAPH_*` variable is a warning at the start. An empty variable counts as not set.

A secret may also be named by a file that holds it on its only line: `password_file = "/run/secrets/smsc"`, or
`HELIOGRAPH_ACCESS_KEY_SECRET_FILE`. In the configuration file such a path counts from the file's own folder.

Two carriers, and nothing else but defaults:

```toml
[[carriers]]
name = "net-one"
kind = "smpp"
host = "smsc.example.net"
port = 2775
system_id = "heliograph"
password_file = "net-one.password"

[[carriers]]
name = "net-two"
kind = "smpp"
host = "192.0.2.7"
port = 2775
system_id = "acme"
password_file = "net-two.password"
window = 50
id_form = "hex-to-dec"
on_unknown = "hold"
```
"""

_VARIABLES = f"""\
## Variables that are no settings of the server

| variable | meaning |
|---|---|
| `{CONFIG}` | The configuration file, where `--config` names none. |
| `{ENDPOINT}` | Where `send`, `query` and `messages` find the server; `127.0.0.1:8080` by default. |
| `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET`, `ALIBABA_CLOUD_SECURITY_TOKEN` | \
Whose key those commands sign with. Without them, and only towards this machine, the data folder's root key. |
| `SSL_CERT_FILE` | The certificates that those commands trust with `https://`, where `--ca` names none. |
| `NO_COLOR` | No colours in the log or the help, when it is set to anything. |
"""


def reference() -> str:
    """The whole page."""
    parts = [_INTRODUCTION, *_tables(Settings, (), ""), _VARIABLES]
    return "\n".join(parts)


def _tables(struct: type[msgspec.Struct], path: tuple[str, ...], brackets: str) -> Iterator[str]:
    """The section of one table, then those of the tables below it."""
    heading = f"## `{brackets.format('.'.join(path))}`" if path else "## The top of the file"
    if hasattr(struct, "KIND"):
        heading += f', `kind = "{struct.KIND}"`'
    yield f"{heading}\n\n{' '.join(inspect.cleandoc(struct.__doc__ or '').split())}\n"
    plain = [key for key in keys_of(struct) if key.table is None and key.list_of is None]
    yield "\n".join(_described(key, path, in_list=brackets == "[[{}]]") for key in plain) + "\n"
    for key in keys_of(struct):
        if key.table is not None:
            yield from _tables(key.table, (*path, key.name), "[{}]")
        elif key.list_of is Rule:
            yield f"## `[[{'.'.join((*path, key.name))}]]`\n\n{key.meta.description}\n"
        elif key.list_of is not None:
            for one in key.kinds:
                yield from _tables(one, (*path, key.name), "[[{}]]")


def _described(key: Key, path: tuple[str, ...], in_list: bool) -> str:
    names = ", ".join(f"`{name}`" for name in key.names)
    must = "required" if key.required else f"default `{key.default_text}`" if key.default_text else "not set by default"
    lines = [f"- {names}: {key.meta.description} It must be {key.allowed}; {must}."]
    by_path = {found: variable for variable, (found, _) in variables().items()}
    known = [by_path[(*path, name)] for name in key.names if (*path, name) in by_path]
    if known and not in_list:
        lines.append("  In the environment: " + ", ".join(f"`{variable}`" for variable in known) + ".")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(reference())
