"""The commands: read, evaluate, write every output whole, print."""

import argparse
import os
import shlex
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skxent.cli import _terminal
from skxent.cli._config import CONFIGURED_IN, configured_gates

if TYPE_CHECKING:
    from skxent.report import Evaluation

_OUTPUTS = ("html", "json", "markdown", "junit")


def demo(arguments: argparse.Namespace) -> int:
    """Run ``skxent demo``."""
    folder: Path = arguments.output
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(f"--output {folder} is a file; name a folder.")
    if not folder.absolute().parent.is_dir():
        raise FileNotFoundError(f"--output {folder}: {folder.absolute().parent} does not exist; create it first.")
    _need_jinja2()
    if not os.access(folder if folder.exists() else folder.absolute().parent, os.W_OK):
        raise PermissionError(f"--output {folder} cannot be written to; name another folder.")
    from skxent.report._demo import run_demo

    evaluation = run_demo(arguments.data)
    texts = {folder / "report.html": evaluation.to_html(), folder / "report.json": evaluation.to_json()}
    folder.mkdir(exist_ok=True)
    _finish(evaluation, texts)
    return 0


def evaluate(arguments: argparse.Namespace) -> int:
    """Run ``skxent evaluate``."""
    files: list[Path] = arguments.files
    if len(files) == 1:
        _refuse_itself(files[0], arguments.baseline)
        return _run(arguments, files[0], arguments.baseline)
    named = _by_name(files)
    same = [name for name, path in named.items() if _is_same(path, arguments.baseline)]
    return _run(arguments, named, same[0] if same else arguments.baseline)


def compare(arguments: argparse.Namespace) -> int:
    """Run ``skxent compare``."""
    named = _by_name(arguments.files)
    return _run(arguments, named, next(iter(named)))


def _by_name(files: Sequence[Path]) -> dict[str, Path]:
    """Return files by the names of their models."""
    from skxent.report._naming import names_of_files

    for i, path in enumerate(files):
        for other in files[:i]:
            if _is_same(path, other):
                what = "given twice" if path == other else f"the same file as {other}"
                raise ValueError(f"{path} is {what}; name each file once.")
    return dict(zip(names_of_files(files), files, strict=True))


def _is_same(path: Path, other: Path | None) -> bool:
    return other is not None and os.path.realpath(path) == os.path.realpath(other)


def _refuse_itself(path: Path, baseline: Path | None) -> None:
    if _is_same(path, baseline):
        raise ValueError(f"--baseline {baseline} is the file to evaluate; name the predictions of another model.")


def _run(arguments: argparse.Namespace, path: Any, baseline: Any) -> int:
    outputs = {name: file for name in _OUTPUTS if (file := getattr(arguments, name)) is not None}
    _check_outputs([*arguments.files, *([baseline] if isinstance(baseline, Path) else [])], outputs)
    configured = configured_gates()
    _check_gates(configured, baseline, where=f"{CONFIGURED_IN}: ")
    _check_gates(arguments.gate, baseline)
    if arguments.junit is not None and not (configured or arguments.gate):  # a CI would take no tests for passed ones
        where = f"add --gate, or gates to [tool.skxent] in {CONFIGURED_IN}"
        raise ValueError(f"--junit {arguments.junit} needs a gate; {where}.")
    evaluation = _helping(arguments, path, baseline).with_gates([*configured, *arguments.gate])
    render: dict[str, Callable[[], str]] = {
        "html": evaluation.to_html,
        "json": evaluation.to_json,
        "markdown": evaluation.to_markdown,
        "junit": evaluation.to_junit,
    }
    _finish(evaluation, {file: render[name]() for name, file in outputs.items()})
    return 0 if evaluation.check().passed else 1


def _need_jinja2() -> None:
    """Ask for jinja2 before the work, not after it."""
    try:
        import jinja2  # noqa: F401 - asked for, not used
    except ImportError:
        raise ModuleNotFoundError("the report needs jinja2; install it with: python -m pip install jinja2") from None


def _evaluated(arguments: argparse.Namespace, path: Any, baseline: Any) -> "Evaluation":
    from skxent.report import evaluate_file

    return evaluate_file(
        path,
        target=arguments.target or (),
        proba=arguments.proba,
        proba_prefix=arguments.proba_prefix,
        labels=arguments.labels,
        weight=arguments.weight,
        group=arguments.group,
        slices=arguments.slice,
        id=arguments.id,
        scale=arguments.scale,
        smoothing=arguments.smoothing,
        normalize=arguments.normalize,
        baseline=baseline,
        rows=not arguments.no_rows,
        random_state=arguments.seed,
        timestamp=not arguments.no_timestamp,
        verbose=1,
        reproduce=shlex.join(["skxent", *arguments.words]),
    )


def _helping(arguments: argparse.Namespace, path: Any, baseline: Any) -> "Evaluation":
    """Evaluate; where a column is missing that is a file, say that it was taken for a column."""
    from skxent._check._remarks import collecting

    try:
        with collecting():  # what metrics remark is among the notes of the report
            return _evaluated(arguments, path, baseline)
    except ValueError as error:
        names = [*(arguments.proba or ()), *(arguments.labels or ()), *arguments.slice]
        files = [name for name in names if name.endswith(_TABLES) and Path(name).is_file()]
        if "has no column" not in str(error) or not files:
            raise
        raise ValueError(f"{error} {files[0]} is a file: name files before the options.") from None


_TABLES = (".csv", ".tsv", ".tab", ".parquet", ".pq")


def _check_gates(gates: Sequence[str], baseline: Any, *, where: str = "") -> None:
    """Refuse what is no gate before any work is done."""
    from skxent.report._gates import Gate
    from skxent.report._sections._numbers import BY_NAME

    for text in gates:
        try:
            Gate.parse(text, BY_NAME, has_baseline=baseline is not None)
        except ValueError as error:
            raise ValueError(f"{where}{error}") from None


_ENDINGS = {"html": (".html", ".htm"), "json": (".json",), "markdown": (".md", ".markdown"), "junit": (".xml",)}
_OTHERS = {*sum(_ENDINGS.values(), ()), *_TABLES, ".pdf", ".png", ".svg", ".docx", ".xlsx", ".yaml", ".yml", ".toml"}


def _check_outputs(sources: Sequence[Path], outputs: dict[str, Path]) -> None:
    """Refuse outputs that cannot be written, or would replace an input or each other, before any work is done."""
    from skxent.report._write import check_writable

    if "html" in outputs:
        _need_jinja2()
    for name, path in outputs.items():
        endings = _ENDINGS[name]
        if path.suffix.lower() in _OTHERS.difference(endings):
            raise ValueError(
                f"--{name} {path} is named as another format; name it {endings[0]}, for that is what is written."
            )
        if os.path.islink(os.path.realpath(path)):  # noqa: PTH114 - pathlib fails on such
            raise ValueError(f"--{name} {path} is a link to itself; name another.")
        check_writable(path)
        if any(_is_same(path, source) for source in sources):
            raise ValueError(f"--{name} {path} is the file to evaluate or its baseline; name another.")
    named: dict[str, str] = {}
    for name, path in outputs.items():
        other = named.setdefault(os.path.realpath(path), name)
        if other != name:
            raise ValueError(f"--{other} and --{name} both name {path}; name two files.")


def _finish(evaluation: "Evaluation", texts: dict[Path, str]) -> None:
    """Write every output whole, then print the tables and where the outputs are."""
    _write(texts)
    wrote = "".join(f"\nwrote {path}" for path in texts)
    try:
        _terminal.show(f"{evaluation}\n{wrote}" if wrote else str(evaluation))
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_WRITTEN if texts else "") from None


_WRITTEN = "all outputs were written before"


def _write(texts: dict[Path, str]) -> None:
    from skxent.report._write import write_all

    try:
        with _uninterrupted():
            write_all(texts)
    except OSError as error:
        if error.errno is None:  # our own, that says all
            raise
        files = ", ".join(map(str, texts))
        raise OSError(f"{files}: cannot be written: {error.strerror}; make room, or name another folder.") from None


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let Ctrl-C wait until the body is done, so that of several outputs all are written, or none."""
    if threading.current_thread() is not threading.main_thread():  # only there can signals be handled
        yield
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        raise KeyboardInterrupt(_WRITTEN)
