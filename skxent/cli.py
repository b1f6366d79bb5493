"""The command line: ``skxent demo`` and ``skxent evaluate FILE.csv``.

Exit 0 = done and gates passed, 1 = a gate failed (outputs are written all the same), 2 = bad input (one line on
stderr, nothing written), 130 = interrupted. Results go to stdout, progress to stderr. Each command imports what it
needs itself, so that ``--help`` answers at once.
"""

import argparse
import io
import os
import re
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from skxent import __version__

if TYPE_CHECKING:
    from skxent.report import Evaluation

_DATA_SETS = ("digits", "iris", "wine", "breast_cancer")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    arguments = _parser().parse_args(argv)
    _never_fail_to_print()
    try:
        return int(arguments.run(arguments))
    except BrokenPipeError:  # whoever read the output has read enough; files were written before
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (ValueError, TypeError, OSError, ModuleNotFoundError) as error:
        print(f"skxent: error: {_in_options(' '.join(str(error).split()))}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("skxent: interrupted; nothing was written.", file=sys.stderr)
        return 130


def _never_fail_to_print() -> None:
    """Show what the terminal's encoding has no sign for as an escape, instead of failing on it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="skxent",
        description="How well do predicted probabilities fit what happened?",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"skxent {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_demo(commands)
    _add_evaluate(commands)
    return parser


def _add_demo(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    demo = commands.add_parser(
        "demo", help="cross-validate four models on bundled data and write a report", allow_abbrev=False
    )
    demo.add_argument("--data", choices=_DATA_SETS, default="digits", help="default: %(default)s")
    demo.add_argument("--output", type=Path, default=Path("skxent-demo"), metavar="FOLDER", help="default: %(default)s")
    demo.set_defaults(run=_demo)


def _add_evaluate(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    evaluate = commands.add_parser(
        "evaluate",
        help="evaluate the predictions in a CSV file",
        usage="skxent evaluate FILE.csv --target COLUMN --proba COLUMN [COLUMN ...] [options]",
        allow_abbrev=False,
    )
    evaluate.add_argument("file", type=Path, metavar="FILE.csv", help="a header line, then a line for each row")
    evaluate.add_argument("--target", required=True, metavar="COLUMN", help="column of the labels")
    evaluate.add_argument(
        "--proba",
        nargs="+",
        required=True,
        metavar="COLUMN",
        help="a column for each class, named as the class; or one column, for the last of two classes",
    )
    evaluate.add_argument(
        "--labels",
        nargs="+",
        metavar="LABEL",
        help="the classes in the order of --proba, if it is named otherwise",
    )
    evaluate.add_argument("--scale", choices=("proba", "log_proba", "logit"), default="proba", help="default: proba")
    evaluate.add_argument("--smoothing", type=float, default=0.0, metavar="DELTA", help="added to every probability")
    evaluate.add_argument("--normalize", action="store_true", help="divide rows by their sums")
    evaluate.add_argument("--html", type=Path, metavar="FILE", help="write the report as one HTML file")
    evaluate.add_argument("--json", type=Path, metavar="FILE", help="write the report as JSON")
    evaluate.add_argument("--markdown", type=Path, metavar="FILE", help="write verdict, gates and headline as Markdown")
    evaluate.add_argument("--junit", type=Path, metavar="FILE", help="write the gates as JUnit XML")
    evaluate.add_argument(
        "--gate",
        action="append",
        default=[],
        metavar="GATE",
        help="what must be true to pass, such as 'log_loss < 0.35' or 'skill.low > 0'; may be given again",
    )
    evaluate.set_defaults(run=_evaluate)


def _demo(arguments: argparse.Namespace) -> int:
    folder: Path = arguments.output
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(f"--output {folder} is a file; name a folder.")
    if not folder.absolute().parent.is_dir():
        raise FileNotFoundError(f"--output {folder}: {folder.absolute().parent} does not exist; create it first.")
    try:
        import jinja2  # noqa: F401 - asked for before the work, not after it
    except ImportError:
        raise ModuleNotFoundError("the report needs jinja2; install it with: python -m pip install jinja2") from None
    if not os.access(folder if folder.exists() else folder.absolute().parent, os.W_OK):
        raise PermissionError(f"--output {folder} cannot be written to; name another folder.")
    from skxent.report._demo import run_demo

    evaluation = run_demo(arguments.data)
    texts = {folder / "report.html": evaluation.to_html(), folder / "report.json": evaluation.to_json()}
    folder.mkdir(exist_ok=True)
    _finish(evaluation, texts)
    return 0


def _evaluate(arguments: argparse.Namespace) -> int:
    from skxent.report import evaluate_file

    outputs = {name: path for name in _OUTPUTS if (path := getattr(arguments, name)) is not None}
    _check_outputs(arguments.file, outputs)
    _check_gates(arguments.gate)
    evaluation = evaluate_file(
        arguments.file,
        target=arguments.target,
        proba=arguments.proba,
        labels=arguments.labels,
        scale=arguments.scale,
        smoothing=arguments.smoothing,
        normalize=arguments.normalize,
        reproduce=shlex.join(["skxent", *sys.argv[1:]]),
    )
    render: dict[str, Callable[[], str]] = {
        "html": evaluation.to_html,
        "json": evaluation.to_json,
        "markdown": lambda: evaluation.to_markdown(arguments.gate),
        "junit": lambda: evaluation.to_junit(arguments.gate),
    }
    _finish(evaluation, {path: render[name]() for name, path in outputs.items()})
    gates = evaluation.check(arguments.gate)
    if gates.results:
        print(f"\n{gates}", flush=True)
    return 0 if gates.passed else 1


_OUTPUTS = ("html", "json", "markdown", "junit")


def _check_gates(gates: Sequence[str]) -> None:
    """Refuse what is no gate before any work is done."""
    from skxent.report._gates import Gate
    from skxent.report._numbers import NUMBERS

    for text in gates:
        Gate.parse(text, [number.name for number in NUMBERS])


def _check_outputs(source: Path, outputs: dict[str, Path]) -> None:
    """Refuse outputs that cannot be written, or would replace the input or each other, before any work is done."""
    from skxent.report._write import check_writable

    for name, path in outputs.items():
        check_writable(path)
        if path.resolve() == source.resolve():
            raise ValueError(f"--{name} {path} is the file to evaluate; name another.")
    named: dict[Path, str] = {}
    for name, path in outputs.items():
        other = named.setdefault(path.resolve(), name)
        if other != name:
            raise ValueError(f"--{other} and --{name} both name {path}; name two files.")


def _finish(evaluation: "Evaluation", texts: dict[Path, str]) -> None:
    """Write every output whole, then print the table and where the outputs are."""
    from skxent.report._write import write_all

    write_all(texts)
    print(evaluation)
    if texts:
        print()
    for path in texts:
        print(f"wrote {path}")
    sys.stdout.flush()


def _in_options(message: str) -> str:
    """Return a message of the library in the words of the command line."""
    message = re.sub(r"pass labels=estimator\.classes_", "name a column of --proba for each class", message)
    message = re.sub(r"pass labels=\[negative, positive\]", "pass --labels NEGATIVE POSITIVE", message)
    message = re.sub(r"\b(scale|labels)='?(\w*)'?", lambda m: f"--{m[1]} {m[2]}".rstrip(), message)
    message = re.sub(r"\bsmoothing=", "--smoothing ", message)
    return message.replace("normalize=True", "--normalize").replace("labels= with", "--labels with")


if __name__ == "__main__":
    sys.exit(main())
