"""What the command line understands."""

import argparse
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from skxent import __version__

_DATA_SETS = ("digits", "iris", "wine", "breast_cancer")
_MOST_SEED = 2**32 - 1  # NumPy takes no more


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints say what to do."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Return what was given; what is not known is refused by the command that it was given to."""
        found, rest = super().parse_known_args(args, namespace)
        if rest:
            self.error(f"unrecognized arguments: {' '.join(rest)}{self._meant(rest[0])}")
        return found, rest

    def error(self, message: str) -> NoReturn:
        """Exit with 2."""
        files = message.startswith("the following arguments are required") and self._defaults.get("takes_files")
        super().error(f"{message}; name files before the options, or at the end after --" if files else message)

    def _meant(self, word: str) -> str:
        if self._defaults.get("takes_two") and word.partition("=")[0] == "--baseline":
            return f"; compare takes two files, the first being the baseline: {_MORE_FILES}"
        if not word.startswith("-") and self._defaults.get("takes_two") and Path(word).is_file():
            return f"; compare takes two files: {_MORE_FILES}"
        if not word.startswith("-"):
            return "; an option of one value is given again for another, and files come before the options"
        near = get_close_matches(word.partition("=")[0], self._option_string_actions, n=1, cutoff=0.75)
        return f"; did you mean {near[0]}?" if near else ""


_MORE_FILES = "give more to skxent evaluate, with --baseline FILE"


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    found = _Parser(
        prog="skxent",
        description="How well do predicted probabilities fit what happened?",
        allow_abbrev=False,
    )
    found.add_argument("--version", action="version", version=f"skxent {__version__}")
    commands = found.add_subparsers(required=True, metavar="COMMAND", dest="command")
    _add_demo(commands)
    _add_evaluate(commands)
    _add_compare(commands)
    return found


def _add_demo(commands: "argparse._SubParsersAction[_Parser]") -> None:
    demo = commands.add_parser(
        "demo", help="cross-validate four models on bundled data and write a report", allow_abbrev=False
    )
    demo.add_argument("--data", choices=_DATA_SETS, default="digits", help="default: %(default)s")
    demo.add_argument("--output", type=Path, default=Path("skxent-demo"), metavar="FOLDER", help="default: %(default)s")


def _add_evaluate(commands: "argparse._SubParsersAction[_Parser]") -> None:
    evaluate = commands.add_parser(
        "evaluate",
        help="evaluate the predictions in a file, or in one file for each model",
        usage="skxent evaluate PREDICTIONS [PREDICTIONS ...] --target COL (--proba COL [COL ...] | --proba-prefix P) "
        "[options]",
        allow_abbrev=False,
    )
    evaluate.set_defaults(takes_files=True)
    evaluate.add_argument(
        "files",
        type=Path,
        nargs="+",
        metavar="PREDICTIONS",
        help="CSV, .tsv or .parquet, with a row for each case; several files hold the same rows, one model each",
    )
    evaluate.add_argument(
        "--baseline", type=Path, metavar="FILE", help="predictions of the same rows by the model to compare with"
    )
    _add_columns(evaluate)
    _add_outputs(evaluate)


def _add_compare(commands: "argparse._SubParsersAction[_Parser]") -> None:
    compare = commands.add_parser(
        "compare",
        help="compare the predictions of two models for the same rows",
        usage="skxent compare A B --target COL (--proba COL [COL ...] | --proba-prefix P) [options]",
        allow_abbrev=False,
    )
    compare.set_defaults(takes_files=True, takes_two=True)
    compare.add_argument("files", type=Path, action="append", metavar="A", help="predictions of the baseline")
    compare.add_argument("files", type=Path, action="append", metavar="B", help="predictions of what replaces it")
    _add_columns(compare)
    _add_outputs(compare)


def _add_columns(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("columns")
    group.add_argument(
        "--target",
        action="append",
        metavar="COL",
        help="column of the labels; given again for each class, of target distributions in the order of --proba",
    )
    group.add_argument(
        "--proba",
        nargs="+",
        action="extend",
        metavar="COL",
        help="a column for each class, named as the class; or one column, for the last of two classes",
    )
    group.add_argument("--proba-prefix", metavar="P", help="all columns that begin with P; the rest names the class")
    group.add_argument(
        "--labels",
        nargs="+",
        action="extend",
        metavar="LABEL",
        help="the classes in the order of --proba, if it is named otherwise",
    )
    group.add_argument("--weight", metavar="COL", help="weights of the rows")
    group.add_argument(
        "--group", metavar="COL", help="what belongs together, such as a patient: rows of a group are not independent"
    )
    group.add_argument(
        "--slice",
        nargs="+",
        action="extend",
        default=[],
        metavar="COL",
        help="parts of the data to look at by themselves",
    )
    group.add_argument("--id", metavar="COL", help="the name of each row, which must be its own")
    group.add_argument("--scale", choices=("proba", "log_proba", "logit"), default="proba", help="default: proba")
    group.add_argument("--smoothing", type=float, default=0.0, metavar="DELTA", help="added to every probability")
    group.add_argument("--normalize", action="store_true", help="divide rows by their sums")


def _add_outputs(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("outputs and gates")
    group.add_argument("--html", type=Path, metavar="FILE", help="write the report as one HTML file")
    group.add_argument("--json", type=Path, metavar="FILE", help="write the report as JSON")
    group.add_argument("--markdown", type=Path, metavar="FILE", help="write verdict, gates and headline as Markdown")
    group.add_argument("--junit", type=Path, metavar="FILE", help="write the gates as JUnit XML")
    group.add_argument(
        "--gate",
        action="append",
        default=[],
        metavar="GATE",
        help="what must be true to pass, such as 'log_loss < 0.35', 'skill.low > 0' or, with a baseline, "
        "'log_loss.regression.high < 0.01'; may be given again, and adds to [tool.skxent] gates in pyproject.toml",
    )
    group.add_argument("--no-rows", action="store_true", help="show no single rows, for privacy")
    group.add_argument("--no-timestamp", action="store_true", help="do not say when: the same input, the same bytes")
    group.add_argument("--seed", type=_seed, default=0, help="of the folds that judge a recalibration; default: 0")


def _seed(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= _MOST_SEED):
        raise argparse.ArgumentTypeError(f"{text} is no seed; give a whole number from 0 to {_MOST_SEED}")
    return int(text)
