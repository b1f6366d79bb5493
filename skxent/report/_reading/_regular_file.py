"""What must be so for a file to be read: it is there, it is a file, it may be opened, and it stays the same."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

Stamp = tuple[int, int, int]


def stamp(file: BufferedReader) -> Stamp:
    """Return what is another number when a file is written or replaced: which file it is, its size, and when."""
    found = os.fstat(file.fileno())
    return found.st_ino, found.st_size, found.st_mtime_ns


@contextmanager
def opened(path: Path, name: str, since: Stamp | None = None) -> Iterator[BufferedReader]:
    """Open a file for reading as bytes; refuse folders, pipes and what cannot be opened, in one line.

    Files are read more than once: one that is not as it was ``since``, or changes while it is read, is refused.
    """
    try:
        if path.is_dir():
            raise ValueError(f"{name}: is a folder; name a file of predictions.")
        if not path.exists():
            raise FileNotFoundError(f"{name}: no such file; check the path.")
        if not path.is_file():  # a pipe can be read once, and we read twice
            raise ValueError(f"{name}: is no regular file; save it first.")
        file = path.open("rb")
    except OSError as error:
        if error.errno is None:  # our own
            raise
        why = os.strerror(error.errno)
        raise type(error)(f"{name}: cannot be opened: {why}; check the path and its permissions.") from None
    with file:
        _refuse_changed(file, name, since)
        yield file
        _refuse_changed(file, name, since)


def _refuse_changed(file: BufferedReader, name: str, since: Stamp | None) -> None:
    if since is not None and stamp(file) != since:
        raise ValueError(f"{name}: has changed while it was read; evaluate it when it is whole.")


def digest(path: Path, name: str, since: Stamp) -> str:
    """Return the SHA-256 of a file's bytes."""
    with opened(path, name, since) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
