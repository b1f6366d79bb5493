"""The command line: ``skxent demo``, ``skxent evaluate`` and ``skxent compare``.

Exit 0 = done and gates passed, 1 = a gate failed (outputs are written all the same), 2 = bad input (one line on
stderr, nothing written), 130 = interrupted. Results go to stdout, progress to stderr. Each command imports what it
needs itself, so that ``--help`` answers at once.
"""

import io
import os
import re
import sys
from collections.abc import Sequence

from skxent.cli._parser import parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    arguments = parser().parse_args(words)
    arguments.words = words
    _never_fail_to_print()
    try:
        from skxent.cli import _commands

        return int(getattr(_commands, arguments.command)(arguments))
    except BrokenPipeError:  # whoever read the output has read enough; files were written before
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (ValueError, TypeError, OSError, ModuleNotFoundError) as error:
        print(f"skxent: error: {in_options(' '.join(str(error).split()))}", file=sys.stderr)
        return 2
    except MemoryError:
        print("skxent: error: out of memory; evaluate fewer classes or slices at once.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("skxent: interrupted; nothing was written.", file=sys.stderr)
        return 130


def _never_fail_to_print() -> None:
    """Show what the terminal's encoding has no sign for as an escape, instead of failing on it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


_IN_OPTIONS = (
    (r"pass labels=estimator\.classes_", "name a column of --proba for each class"),
    (r"pass labels=\[negative, positive\]", "pass --labels NEGATIVE POSITIVE"),
    (r"\b(scale|labels)='?(\w*)'?", lambda m: f"--{m[1]} {m[2]}".rstrip()),
    (r"\bsmoothing=", "--smoothing "),
    (r"\bnormalize=True", "--normalize"),
    (r"by proba or by proba_prefix", "by --proba or by --proba-prefix"),
    (r"name the column of the labels", "name the column of the labels by --target"),
    (r"proba names", "--proba names"),
    (r"; give a baseline\.", "; pass --baseline FILE."),
)


def in_options(message: str) -> str:
    """Return a message of the library in the words of the command line."""
    for pattern, words in _IN_OPTIONS:
        message = re.sub(pattern, words, message)
    return message
