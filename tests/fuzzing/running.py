"""What the fuzzers share: they run a law on bytes that atheris makes, guided by the coverage of skxent."""

import sys
import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

MOST_SECONDS = 20  # of one input
MOST_MEGABYTES = 4096


def fuzz(laws: str, seeds: Sequence[bytes], words: Sequence[bytes]) -> None:
    """Run ``check`` of a module of laws beside us until libFuzzer's arguments, which are the script's, say it is over."""
    try:
        import atheris
    except ImportError:
        sys.exit("fuzzing needs atheris; install it with: python -m pip install atheris")
    folder = Path(tempfile.mkdtemp(prefix="skxent-fuzzing-"))
    for number, seed in enumerate(seeds):
        (folder / f"seed{number}").write_bytes(seed)
    dictionary = folder.with_suffix(".dict")
    dictionary.write_text("\n".join(map(_entry, words)))
    with atheris.instrument_imports(include=["skxent"]):
        check = import_module(laws).check
    again = any(Path(argument).is_file() for argument in sys.argv[1:])  # what was found, and nothing else
    limits = [f"-timeout={MOST_SECONDS}", f"-rss_limit_mb={MOST_MEGABYTES}", f"-dict={dictionary}"]
    atheris.Setup([sys.argv[0], *limits, *sys.argv[1:], *([] if again else [str(folder)])], check)
    atheris.Fuzz()


def _entry(word: bytes) -> str:
    """Return a word as a line of libFuzzer's dictionaries."""
    return '"' + "".join(f"\\x{byte:02x}" for byte in word) + '"'


def check_refusal(message: str, *, longest: int) -> None:
    """Hold that a refusal is one line, of a length that is read, and a sentence."""
    assert len(message.splitlines()) == 1, message
    assert 30 < len(message) < longest, message
    assert message[-1] in ".?", message
