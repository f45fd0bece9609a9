"""A file for its owner's eyes only: read if nobody else can, written whole or not at all."""

import os
import stat
from contextlib import suppress
from pathlib import Path

#: Far more than any key takes.
_OCTETS_MAX = 65_536


class KeyFileProblem(Exception):
    """A key file cannot be used; the text is a sentence that says why and what to do."""


def read_private(path: Path) -> bytes | None:
    """What the file holds; None when there is none. Raises `KeyFileProblem` for one that is not its owner's alone."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise KeyFileProblem(f"{path} cannot be read: {error.strerror or error}.") from None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise KeyFileProblem(f"{path} is no plain file.")
        if stat.S_IMODE(found.st_mode) & 0o077:
            raise KeyFileProblem(f"{path} can be read by others; make it yours alone: chmod 600 {path}")
        return os.read(descriptor, _OCTETS_MAX)
    finally:
        os.close(descriptor)


def write_private(path: Path, octets: bytes, *, over: bool = True) -> bool:
    """Write the file whole or not at all: beside it, synced, then put in its place. It is never open to others.

    With `over=False` a file that is there already stays, also one that another process makes in this moment; then the
    answer is False. Raises `KeyFileProblem`.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with suppress(FileNotFoundError):
            beside.unlink()
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(descriptor)
        made = _put_in_place(beside, path, over)
        folder = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return made
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise KeyFileProblem(f"{path} cannot be written: {error.strerror or error}.") from None


def _put_in_place(beside: Path, path: Path, over: bool) -> bool:
    if over:
        beside.replace(path)
        return True
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        return False
    finally:
        beside.unlink()
    return True
