"""The commands: read, evaluate, write every output whole, print."""

import argparse
import os
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skxent.cli._config import configured_gates

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
    return _run(arguments, files[0] if len(files) == 1 else _by_name(files), arguments.baseline)


def compare(arguments: argparse.Namespace) -> int:
    """Run ``skxent compare``."""
    named = _by_name(arguments.files)
    return _run(arguments, named, next(iter(named)))


def _by_name(files: Sequence[Path]) -> dict[str, Path]:
    """Return files by the names of their models: their own without suffix, or all of the path where these are one."""
    repeated = {str(path) for path in files if list(files).count(path) > 1}
    if repeated:
        raise ValueError(f"{', '.join(sorted(repeated))} is given twice; name each file once.")
    stems = [path.stem for path in files]
    return {path.stem if stems.count(path.stem) == 1 else str(path): path for path in files}


def _run(arguments: argparse.Namespace, path: Any, baseline: Any) -> int:
    from skxent.report import evaluate_file

    outputs = {name: file for name in _OUTPUTS if (file := getattr(arguments, name)) is not None}
    _check_outputs([*arguments.files, *([baseline] if isinstance(baseline, Path) else [])], outputs)
    gates = [*configured_gates(), *arguments.gate]
    _check_gates(gates, baseline)
    evaluation = evaluate_file(
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
    ).with_gates(gates)
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


def _check_gates(gates: Sequence[str], baseline: Any) -> None:
    """Refuse what is no gate before any work is done."""
    from skxent.report._gates import Gate
    from skxent.report._sections._numbers import BY_NAME

    for text in gates:
        gate = Gate.parse(text, BY_NAME)
        if gate.is_regression and baseline is None:
            raise ValueError(
                f"gate {text!r} is on the regression against a baseline, and there is none; pass --baseline FILE."
            )


def _check_outputs(sources: Sequence[Path], outputs: dict[str, Path]) -> None:
    """Refuse outputs that cannot be written, or would replace an input or each other, before any work is done."""
    from skxent.report._write import check_writable

    if "html" in outputs:
        _need_jinja2()
    read = {source.resolve() for source in sources}
    for name, path in outputs.items():
        check_writable(path)
        if path.resolve() in read:
            raise ValueError(f"--{name} {path} is the file to evaluate; name another.")
    named: dict[Path, str] = {}
    for name, path in outputs.items():
        other = named.setdefault(path.resolve(), name)
        if other != name:
            raise ValueError(f"--{other} and --{name} both name {path}; name two files.")


def _finish(evaluation: "Evaluation", texts: dict[Path, str]) -> None:
    """Write every output whole, then print the tables and where the outputs are."""
    from skxent.report._write import write_all

    write_all(texts)
    print(evaluation)
    if texts:
        print()
    for path in texts:
        print(f"wrote {path}")
    sys.stdout.flush()
