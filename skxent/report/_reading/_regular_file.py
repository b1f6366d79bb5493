"""What must be so before a file is read: it is there, it is a file, it may be opened."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path


@contextmanager
def opened(path: Path, name: str) -> Iterator[BufferedReader]:
    """Open a file for reading as bytes; refuse folders, pipes and what cannot be opened, in one line."""
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
        yield file


def digest(path: Path, name: str) -> str:
    """Return the SHA-256 of a file's bytes."""
    with opened(path, name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
