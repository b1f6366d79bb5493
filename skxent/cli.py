"""The command line: ``skxent demo`` and ``skxent evaluate FILE.csv``.

Exit 0 = done, 2 = bad input (one line on stderr, nothing written), 130 = interrupted. Results go to stdout,
progress to stderr. Each command imports what it needs itself, so that ``--help`` answers at once.
"""

import argparse
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from skxent import __version__

_DATA_SETS = ("digits", "iris", "wine", "breast_cancer")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except (ValueError, OSError, ModuleNotFoundError) as error:
        print(f"skxent: error: {_one_line(error)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("skxent: interrupted; nothing was written.", file=sys.stderr)
        return 130


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
    evaluate = commands.add_parser("evaluate", help="evaluate the predictions in a CSV file", allow_abbrev=False)
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
    evaluate.set_defaults(run=_evaluate)


def _demo(arguments: argparse.Namespace) -> int:
    folder: Path = arguments.output
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(f"--output {folder} is a file; name a folder.")
    if not folder.absolute().parent.is_dir():
        raise FileNotFoundError(f"--output {folder}: {folder.absolute().parent} does not exist; create it first.")
    import jinja2  # noqa: F401 - asked for before the work, not after it

    from skxent.report._demo import run_demo

    evaluation = run_demo(arguments.data)
    html, json = evaluation.to_html(), evaluation.to_json()
    print(f"\n{evaluation}\n")
    folder.mkdir(exist_ok=True)
    _write({folder / "report.html": html, folder / "report.json": json})
    return 0


def _evaluate(arguments: argparse.Namespace) -> int:
    from skxent.report import evaluate_file
    from skxent.report._write import check_writable

    for path in filter(None, (arguments.html, arguments.json)):
        check_writable(path)
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
    outputs = {}
    if arguments.html:
        outputs[arguments.html] = evaluation.to_html()
    if arguments.json:
        outputs[arguments.json] = evaluation.to_json()
    print(evaluation)
    _write(outputs)
    return 0


def _write(outputs: "dict[Path, str]") -> None:
    """Write each output whole, and say where it is."""
    from skxent.report._write import write_whole

    for path, text in outputs.items():
        write_whole(path, text)
        print(f"wrote {path}")


def _one_line(error: BaseException) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name == "jinja2":
        return "the HTML report needs jinja2; install it with: python -m pip install 'skxent[report]'"
    return " ".join(str(error).split())


if __name__ == "__main__":
    sys.exit(main())
