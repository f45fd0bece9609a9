"""The keys that secrets in the store are sealed with: from the settings, or from a file outside the data folder.

The file has one key a line, in base64, the newest first; a line may be a comment. Whoever copies the data folder has no
secrets with it, and whoever keeps a copy of the data folder needs one of this file, too.
"""

import base64
import binascii
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from heliograph.settings.private_file import KeyFileProblem, read_private, write_private
from heliograph.settings.secret import Secret

FOLDER_NAME = "heliograph"
FILE_NAME = "sealing.key"

KEY_OCTETS = 32

_INTRODUCTION = """\
# The sealing keys of a Heliograph server, one a line, the newest first. The newest seals; all of them open.
# Without the key that sealed them, the secrets of access keys are lost: keep a copy, apart from the data folder.
"""


@dataclass(frozen=True, slots=True)
class SealingKeys:
    """The keys that hold, and where they are from."""

    keys: tuple[bytes, ...] = field(repr=False)
    """The newest first; empty when there are none yet."""
    source: str
    """For a sentence: the path of the file, or the name of the setting."""
    made: bool = False


def read_sealing_keys(setting: Secret, environ: Mapping[str, str]) -> SealingKeys:
    """The keys of the setting, else those of the file in the user's configuration folder; none without either.

    Raises `KeyFileProblem`.
    """
    if setting:
        return SealingKeys(_parsed(re.split("[ ,]+", setting.reveal().strip(" ,")), "sealing_key"), "sealing_key")
    path = default_file(environ)
    octets = read_private(path)
    if octets is None:
        return SealingKeys((), str(path))
    lines = [line.strip() for line in octets.decode(errors="replace").splitlines()]
    keys = _parsed([line for line in lines if line and not line.startswith("#")], str(path))
    if not keys:
        raise KeyFileProblem(f"{path} holds no key; put the key back, or remove the file if nothing was ever sealed.")
    return SealingKeys(keys, str(path))


def make_sealing_keys(environ: Mapping[str, str], random_octets: Callable[[int], bytes] = os.urandom) -> SealingKeys:
    """Make the first key, in a file that is not there yet. Raises `KeyFileProblem`."""
    path = default_file(environ)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise KeyFileProblem(
            f"{path} cannot be made: {error.strerror or error}. "
            "Name another place for the sealing key: HELIOGRAPH_SEALING_KEY_FILE."
        ) from None
    key = random_octets(KEY_OCTETS)
    if not write_private(path, _INTRODUCTION.encode() + base64.b64encode(key) + b"\n", over=False):
        # Another server of this user was quicker: its key is this one's, too.
        return read_sealing_keys(Secret(), environ)
    return SealingKeys((key,), str(path), made=True)


def default_file(environ: Mapping[str, str]) -> Path:
    """`heliograph/sealing.key` in the user's configuration folder. Raises `KeyFileProblem` for a user without one."""
    folder = environ.get("XDG_CONFIG_HOME", "")
    # The specification of XDG_CONFIG_HOME has a relative path ignored.
    if folder and Path(folder).is_absolute():
        return Path(folder) / FOLDER_NAME / FILE_NAME
    home = environ.get("HOME", "")
    if not home or not Path(home).is_absolute():
        raise KeyFileProblem(
            "There is no home folder to keep the sealing key in; name a file for it: HELIOGRAPH_SEALING_KEY_FILE."
        )
    return Path(home) / ".config" / FOLDER_NAME / FILE_NAME


def _parsed(texts: list[str], source: str) -> tuple[bytes, ...]:
    keys: list[bytes] = []
    for text in texts:
        try:
            key = base64.b64decode(text, validate=True)
        except (ValueError, binascii.Error):
            key = b""
        if len(key) != KEY_OCTETS:
            raise KeyFileProblem(
                f"{source} must hold keys of {KEY_OCTETS} octets in base64, as openssl rand -base64 32 makes them; "
                f"key {len(keys) + 1} is none."
            )
        keys.append(key)
    return tuple(keys)
