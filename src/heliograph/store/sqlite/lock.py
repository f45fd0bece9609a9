"""Takes the lock file that keeps a data folder to one process."""

import fcntl
import os
from pathlib import Path

NAME = "heliograph.lock"


class InUse(Exception):
    """Another process has this data folder open; its process id is in the text where it is known."""


class FolderLock:
    """An exclusive lock on a folder, held until released or until the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._descriptor = -1

    def take(self) -> None:
        """Take it. Raises `InUse` at once where somebody holds it."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            # flock, not lockf: it belongs to the open file, so a second store in this very process is refused too.
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
            os.close(descriptor)
            by = f"process {holder}" if holder.isdigit() else "another process"
            raise InUse(
                f"The data folder {self._path.parent} is in use by {by}; stop it, or give this one another folder."
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor

    def release(self) -> None:
        """Give it back. The file stays: removing it would let two processes lock two files of one name."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
