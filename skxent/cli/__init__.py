"""The command line: ``skxent demo``, ``skxent evaluate`` and ``skxent compare``.

Exit 0 = done and gates passed, 1 = a gate failed (outputs are written all the same), 2 = bad input (one line on
stderr, nothing written), 130 = interrupted. Results go to stdout, progress to stderr. Each command imports what it
needs itself, so that ``--help`` answers at once.
"""

import re
import sys
from collections.abc import Sequence

from skxent.cli import _terminal
from skxent.cli._parser import parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    _terminal.prepare()
    try:
        return _run(list(sys.argv[1:] if argv is None else argv))
    except (ValueError, TypeError, OSError, ImportError) as error:
        _terminal.tell(f"skxent: error: {in_options(' '.join(str(error).split()))}")
        return 2
    except MemoryError:
        _terminal.tell("skxent: error: out of memory; evaluate fewer classes or slices at once.")
        return 2
    except KeyboardInterrupt as stop:
        _terminal.tell(f"skxent: interrupted; {str(stop) or 'nothing was written'}.")
        return 130
    finally:
        _terminal.settle()


def _run(words: list[str]) -> int:
    arguments = parser().parse_args(words)
    arguments.words = words
    from skxent.cli import _commands

    return int(getattr(_commands, arguments.command)(arguments))


_QUOTED = re.compile(r"""((?<![\w=])(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))""")  # names that users gave
_IN_OPTIONS = (
    (r"pass labels=estimator\.classes_", "name a column of --proba for each class"),
    (r"pass labels=\[negative, positive\]", "pass --labels NEGATIVE POSITIVE"),
    (r"\b(scale|labels)='?(\w*)'?", lambda m: f"--{m[1]} {m[2]}".rstrip()),
    (r"\bsmoothing=", "--smoothing "),
    (r"\bnormalize=True", "--normalize"),
    (r"\bby proba_prefix='([^']*)'", r"by --proba-prefix \1"),
    (r"\bby proba_prefix\b", "by --proba-prefix"),
    (r"\bby proba\b", "by --proba"),
    (r"are target and proba swapped", "are --target and --proba swapped"),
    (r"name the column of the labels", "name the column of the labels by --target"),
    (r"\b(proba|target) names", r"--\1 names"),
    (r"leave ids out", "leave --id out"),
    (r"; give a baseline\.", "; pass --baseline FILE."),
)


def in_options(message: str) -> str:
    """Return a message of the library in the words of the command line, but for what is quoted in it."""
    parts = _QUOTED.split(message)
    for i in range(0, len(parts), 2):
        for pattern, words in _IN_OPTIONS:
            parts[i] = re.sub(pattern, words, parts[i])
    return "".join(parts)
