"""Keeps the root key in the data folder: `credentials.json`, for its owner's eyes only."""

import json
import secrets
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from heliograph.settings.private_file import KeyFileProblem, read_private, write_private
from heliograph.settings.secret import Secret

FILE_NAME = "credentials.json"

#: As many as the cloud's own, so that a program that checks the shape takes ours: `LTAI` and 20, and a secret of 30.
_ID_LENGTH = 20
_SECRET_LENGTH = 30
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class RootKey:
    """The AccessKey of the root account."""

    access_key_id: str
    access_key_secret: Secret


@dataclass(frozen=True, slots=True)
class Kept:
    """The root key that holds, and how that came about."""

    key: RootKey
    file: Path
    made: bool = False
    """It is new and nobody has seen it: show it on the terminal, and nowhere else."""
    warnings: tuple[str, ...] = ()


def keep_root_key(data: Path, pinned: RootKey | None = None, choose: Callable[[str], str] = secrets.choice) -> Kept:
    """The root key of this data folder, which is made when it is not there.

    `pinned` is the key of the settings: it is written at first start, and replaces another one later, with a warning.
    Without it the file's key holds, and without a file one is made, `choose` picking each character of it.
    Raises `KeyFileProblem`.
    """
    path = data / FILE_NAME
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        warnings = _narrowed(path)
        known = read_root_key(data)
    except OSError as error:
        raise KeyFileProblem(f"{path} cannot be used: {error.strerror or error}.") from None
    if known is not None and (pinned is None or pinned == known):
        return Kept(known, path, warnings=warnings)
    if known is not None:
        warnings += (f"{path} held another root key; it now holds the one that is configured.",)
    key = pinned or _made(choose)
    _write(path, key)
    return Kept(key, path, made=pinned is None, warnings=warnings)


def read_root_key(data: Path) -> RootKey | None:
    """The root key in this data folder; None when there is no file. Raises `KeyFileProblem` for one not to be used."""
    path = data / FILE_NAME
    octets = read_private(path)
    if octets is None:
        return None
    try:
        fields = json.loads(octets)
        key_id, secret = fields["AccessKeyId"], fields["AccessKeySecret"]
    except (ValueError, KeyError, TypeError):
        key_id = secret = None
    if not isinstance(key_id, str) or not isinstance(secret, str) or not key_id or not secret:
        raise KeyFileProblem(
            f"{path} does not hold AccessKeyId and AccessKeySecret; remove it to have a key made at the next start."
        )
    return RootKey(key_id, Secret(secret))


def _narrowed(path: Path) -> tuple[str, ...]:
    """Take others' rights off the file, and say so: whoever could read it may have done so."""
    try:
        mode = stat.S_IMODE(path.lstat().st_mode)
        if not path.is_file() or path.is_symlink() or not mode & 0o077:
            return ()
        path.chmod(0o600)
    except FileNotFoundError:
        return ()
    except PermissionError:
        raise KeyFileProblem(
            f"{path} can be read by others and belongs to another user; give it to this one with mode 0600."
        ) from None
    return (
        f"{path} could be read by others (mode {mode:04o}); it has mode 0600 now. If others use this machine, "
        "remove it and start again for a new key.",
    )


def _made(choose: Callable[[str], str]) -> RootKey:
    key_id = "LTAI" + "".join(choose(_ALPHABET) for _ in range(_ID_LENGTH))
    return RootKey(key_id, Secret("".join(choose(_ALPHABET) for _ in range(_SECRET_LENGTH))))


def _write(path: Path, key: RootKey) -> None:
    content = {"AccessKeyId": key.access_key_id, "AccessKeySecret": key.access_key_secret.reveal()}
    write_private(path, json.dumps(content, indent=2).encode() + b"\n")
