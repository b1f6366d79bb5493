"""What is written to stdout and stderr, which may be closed, full, or read by someone who has read enough."""

import io
import os
import sys
from contextlib import suppress
from typing import TextIO


def prepare() -> None:
    """Have both streams, and show what their encoding has no sign for as an escape, instead of failing on it."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - it stays open
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def tell(line: str) -> None:
    """Write a line to stderr, if it can be."""
    with suppress(OSError):
        print(line, file=sys.stderr)


def show(text: str) -> None:
    """Print the results; who has read enough of them is no error, a full disk is one."""
    try:
        print(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _give_up(sys.stdout)
    except OSError as error:
        _give_up(sys.stdout)
        raise OSError(
            f"the results cannot be printed: {error.strerror}; make room where they go. Outputs are written."
        ) from None


def settle() -> None:
    """Write what is still held, so that Python does not fail on it when it ends."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            _give_up(stream)


def _give_up(stream: TextIO) -> None:
    with suppress(OSError, ValueError):  # no file of the system's
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
