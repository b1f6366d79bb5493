"""The HTML rendering of an ``Evaluation``: one file, no network, no script; everything from users is escaped."""

import re
from html import escape
from typing import Any

from skxent.report._evaluation import Evaluation
from skxent.report._rendering import _overview, _where
from skxent.report._rendering._blocks import Section
from skxent.report._rendering._format import counted, without_controls
from skxent.report._rendering._readable import with_readable_names
from skxent.report._rendering._verdict import sentences_of
from skxent.report._rendering._words import models_told, title_of

_WHERE = (
    (
        "Zero probability",
        (
            "How much of the loss comes from rows that were given little, and what smoothing would do. Expected is how "
            "many rows would be so unlikely if the probabilities held."
        ),
        _where.zero_probability,
    ),
    (
        "What recalibration alone would gain",
        "The log loss taken apart: miscalibration is what a recalibration saves; the rest takes a better model.",
        _where.decomposition,
    ),
    (
        "Calibration",
        "Observed rates over forecast probabilities, with 95 % intervals: on the diagonal the probabilities come true.",
        _where.calibration,
    ),
    (
        "Where the loss comes from",
        "Rows by the class that happened, those that cost most first. Shares are of the weight.",
        _where.per_class,
    ),
    (
        "Confusion in bits",
        "The loss of a row is shared among the classes that were given its probability instead.",
        _where.confusion,
    ),
    (
        "Slices",
        (
            "Parts of the data. Intervals are wider for their number, so that all of a column hold in 95 % of the "
            "cases. Skill is against the base rate of all data."
        ),
        _where.slices,
    ),
    (
        "Worst rows",
        (
            "Suspicious is a row whose label another class was given as surely as that class's own rows are, where "
            "more rows are so unlikely than the probabilities let expect: look at the label, then at the model."
        ),
        _where.worst_rows,
    ),
    ("Distribution of the loss", "How the loss is spread over rows.", _where.loss_distribution),
)


def sections_of(evaluation: Evaluation) -> list[Section]:
    """Return the page's sections below the verdict, in order."""
    found: list[Section | None] = [
        _overview.headline(evaluation),
        _overview.comparison(evaluation),
        _overview.audit(evaluation),
        *(_where.section(evaluation, title, intro, blocks) for title, intro, blocks in _WHERE),
        _overview.folds(evaluation),
        _overview.data(evaluation),
        _overview.reproduce(evaluation),
    ]
    return [one for one in found if one is not None]


def render_html(evaluation: Evaluation) -> str:
    """Return the report as the text of one HTML page."""
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError:
        raise ModuleNotFoundError(
            "the HTML report needs jinja2; install it with: python -m pip install jinja2"
        ) from None
    environment = Environment(
        loader=PackageLoader("skxent.report._rendering"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_finalized,
    )
    environment.filters.update(with_breaks=_with_breaks, css_string=_css_string)
    evaluation = with_readable_names(evaluation)
    gates, facts = evaluation.check(), evaluation.facts
    context: dict[str, Any] = {
        "title": title_of(evaluation),
        "data": evaluation.data,
        "models": models_told(evaluation),
        "size": f"{counted(facts.n_rows, 'prediction')}, {counted(len(facts.labels), 'class')}; {evaluation.how}",
        "sentences": sentences_of(evaluation),
        "lead": _overview.verdict(gates),
        "sections": sections_of(evaluation),
        "passed": gates.passed if gates.results else None,
        "n_failed": len(gates.failed),
        "n_gates": len(gates.results),
    }
    return environment.get_template("report.html.jinja").render(context)


# Behind a mark that joins words, and never within a number.
_JOINT = re.compile(r"(?<=[._/\\-])(?=[^\W\d_])")


def _with_breaks(text: str) -> Any:
    """Return a name that may go on in the next line where its words end, as those of files and numbers do."""
    from markupsafe import Markup

    return Markup("<wbr>").join(_JOINT.split(_finalized(text)))


def _css_string(text: str) -> str:
    r"""Return a text as a string of a style, in which nothing but what is plain is as it was.

    >>> _css_string("a 'b'")
    '"a \\27 b\\27 "'
    """
    return '"' + re.sub(r"[^\w ,.()%=+-]", lambda found: f"\\{ord(found[0]):x} ", _finalized(text)) + '"'


def _finalized(value: Any) -> Any:
    """Return a text with its controls replaced, and per cents that stay with their numbers; a whole number as one."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return without_controls(value).replace(" %", "\N{NO-BREAK SPACE}%")


def render_frame(evaluation: Evaluation) -> str:
    """Return the page in a frame, for a notebook."""
    page = escape(render_html(evaluation), quote=True)
    title = escape(f"Report: {title_of(with_readable_names(evaluation))}", quote=True)
    return f'<iframe title="{title}" srcdoc="{page}" style="width:100%;height:40rem;border:1px solid #888"></iframe>'
