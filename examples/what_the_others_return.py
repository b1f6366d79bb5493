"""Make docs/what_the_others_return.md again: what other libraries return where the answer is known, beside skxent.

Needs the peers: ``python -m pip install torch torchmetrics dask-ml`` beside the extra ``docs``. Each case is a function
that returns the truth by hand, skxent's answer, and what each peer returned; the page is written from what they print.
"""

import contextlib
import importlib.metadata
import io
import math
import sys
import warnings
from collections.abc import Callable
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import scipy.spatial.distance
import scipy.stats
import sklearn.metrics

from skxent import information, metrics

PAGE = Path(__file__).parent.parent / "docs" / "what_the_others_return.md"
PEERS = ("scikit-learn", "scipy", "torch", "torchmetrics", "dask-ml")

AFTERWORD = [
    "dask-ml's `log_loss` takes the mean of the blocks' means, by its source: (ln 2 + ln 8) / 2 = 1.386 in the last",
    "row, where the release named above works with the scikit-learn beside it.",
]

Row = tuple[str, str, float, Callable[[], Any], dict[str, Callable[[], Any]]]


def cases() -> list[Row]:
    """Return every case: what is asked, with what, the truth, skxent's answer and the peers'."""
    import dask.array as da
    import dask_ml.metrics
    import torch

    both, likely = np.array([[1, 0], [1, 0]]), np.array([[0.9, 0.8], [0.9, 0.8]])
    frame = pd.DataFrame([[0.1, 0.9], [0.9, 0.1]], columns=["b", "a"])
    straight = np.array([[0.9, 0.1], [0.1, 0.9]])
    logits = torch.tensor([[1.0, 0.0, 0.0], [0.0, 2.0, 0.0]], dtype=torch.float64)
    weight = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
    log_p = torch.log_softmax(logits, 1).numpy()
    weighted = float((1 * -log_p[0, 0] + 2 * -log_p[1, 1]) / 3)
    y_blocks, p_blocks = np.array([0, 1, 1, 1]), np.array([0.5, 0.5, 0.5, 0.125])
    drawn, neighbour = _nan_pair()
    hot = torch.eye(3, dtype=torch.float64)[[0, 1]]
    p_few, q_few = torch.tensor([[0.5, 0.5]]), torch.tensor([[1.0, 0.0]])
    return [
        *(_impossible(dtype) for dtype in (np.float64, np.float32, np.float16)),
        (
            "log loss of two labels that may hold together, the second absent but predicted at 0.8: nats a row",
            '`multilabel_log_loss(average="joint")`',
            -math.log(0.9) - math.log(0.2),
            lambda: metrics.multilabel_log_loss(both, likely, average="joint"),
            {"scikit-learn `log_loss`": lambda: sklearn.metrics.log_loss(both, likely)},
        ),
        (
            "log loss of a data frame whose columns are named b, a",
            "`log_loss`",
            -math.log(0.9),
            lambda: metrics.log_loss(["a", "b"], frame),
            {"scikit-learn `log_loss`": lambda: sklearn.metrics.log_loss(["a", "b"], frame)},
        ),
        (
            '`labels=["b", "a"]` for columns in that order',
            "`log_loss`",
            -math.log(0.9),
            lambda: metrics.log_loss(["b", "a"], straight, labels=["b", "a"]),
            {"scikit-learn `log_loss`": lambda: sklearn.metrics.log_loss(["b", "a"], straight, labels=["b", "a"])},
        ),
        (
            "skill against the base rate where only one class happened",
            "`d2_log_loss_score`",
            math.nan,
            lambda: metrics.d2_log_loss_score([0, 0], [[0.5, 0.5]] * 2, labels=[0, 1]),
            {
                "scikit-learn `d2_log_loss_score`": lambda: sklearn.metrics.d2_log_loss_score(
                    [0, 0], [[0.5, 0.5]] * 2, labels=[0, 1]
                )
            },
        ),
        (
            "entropy of (0.5, 0.4), which is no distribution",
            "`entropy`",
            math.nan,
            lambda: information.entropy([0.5, 0.4]),
            {"scipy `entropy`": lambda: scipy.stats.entropy([0.5, 0.4])},
        ),
        (
            "Jensen-Shannon distance of a float32 distribution from one that differs by rounding",
            "`js_distance`",
            _exact_js_distance(drawn, neighbour),
            lambda: information.js_distance([drawn, neighbour]),
            {"scipy `jensenshannon`": lambda: scipy.spatial.distance.jensenshannon(drawn, neighbour)},
        ),
        (
            "weighted mean with class weights 1, 2, 3, targets as indices",
            "`log_loss(class_weight=)`",
            weighted,
            lambda: metrics.log_loss(
                [0, 1], logits.numpy(), labels=[0, 1, 2], scale="logit", class_weight={0: 1, 1: 2, 2: 3}
            ),
            {
                "torch `cross_entropy`": lambda: torch.nn.functional.cross_entropy(
                    logits, torch.tensor([0, 1]), weight=weight
                )
            },
        ),
        (
            "the same, targets as one-hot distributions",
            "`log_loss(class_weight=)`",
            weighted,
            lambda: metrics.log_loss(hot.numpy(), logits.numpy(), scale="logit", class_weight={0: 1, 1: 2, 2: 3}),
            {"torch `cross_entropy`": lambda: torch.nn.functional.cross_entropy(logits, hot, weight=weight)},
        ),
        (
            "KL divergence of (0.5, 0.5) from a forecast (1, 0)",
            "`kl_divergence`",
            math.inf,
            lambda: information.kl_divergence([0.5, 0.5], [1.0, 0.0]),
            {
                "scipy `entropy`": lambda: scipy.stats.entropy([0.5, 0.5], [1.0, 0.0]),
                "torchmetrics `kl_divergence`": lambda: _torchmetrics_kl(p_few, q_few),
            },
        ),
        (
            "log loss of an array in blocks of 3 rows and 1",
            "`LossTally`, merged",
            3 / 4 * math.log(2) + 1 / 4 * math.log(8),
            lambda: (
                sum(
                    metrics.LossTally.from_predictions(y_blocks[s], p_blocks[s], labels=[0, 1])
                    for s in (slice(0, 3), slice(3, 4))
                ).log_loss
            ),
            {
                "dask-ml `log_loss`": lambda: dask_ml.metrics.log_loss(
                    da.from_array(y_blocks, chunks=(3,)),
                    da.from_array(np.column_stack([1 - p_blocks, p_blocks]), chunks=((3, 1), 2)),
                    labels=[0, 1],
                ),
            },
        ),
    ]


def _impossible(dtype: Any) -> Row:
    """Return one of two rows that gave probability 0 to what happened, stored in ``dtype``."""
    import torch

    y, p = [0, 1], np.array([[0.0, 1.0], [0.0, 1.0]], dtype=dtype)
    positive, truth = torch.tensor(p[:, 1]), torch.tensor(y).to(torch.tensor(p).dtype)
    return (
        f"log loss, one of two rows gave probability 0 to what happened, {np.dtype(dtype).name}",
        "`log_loss`",
        math.inf,
        lambda: metrics.log_loss(y, p),
        {
            "scikit-learn `log_loss`": lambda: sklearn.metrics.log_loss(y, p),
            "torch `binary_cross_entropy`": lambda: torch.nn.functional.binary_cross_entropy(positive, truth),
        },
    )


def _nan_pair() -> tuple[Any, Any]:
    """Return the first of a thousand float32 distributions, and its neighbour, whose distance is nan in SciPy."""
    for seed in range(1000):
        p = np.random.default_rng(seed).dirichlet(np.ones(10)).astype(np.float32)
        for q in (np.nextafter(p, np.float32(1)), p * np.float32(1.0000001)):
            with np.errstate(invalid="ignore"):
                if math.isnan(scipy.spatial.distance.jensenshannon(p, q)):
                    return p, q
    return p, q


def _exact_js_distance(p: Any, q: Any) -> float:
    """Return the distance in decimal arithmetic of 50 digits, of what the numbers are, sums apart from 1 included."""
    with localcontext() as context:
        context.prec = 50
        pairs = [(Decimal(float(a)), Decimal(float(b))) for a, b in zip(p, q, strict=True)]
        terms = [a * (2 * a / (a + b)).ln() + b * (2 * b / (a + b)).ln() for a, b in pairs]
        return float((sum(terms) / 2).sqrt())


def _torchmetrics_kl(p: Any, q: Any) -> Any:
    from torchmetrics.functional.regression import kl_divergence

    return kl_divergence(p, q)


def said(call: Callable[[], Any]) -> str:
    """Return what a call returned, or that it refused."""
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            value = float(call())
        except ValueError:
            return "refused"
        except TypeError:
            return "fails with this scikit-learn"
    return number(value)


def number(value: float) -> str:
    """Return a number in four significant digits."""
    return "nan" if math.isnan(value) else f"{value:.4g}"


def page() -> str:
    """Return the page."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name).split('+')[0]}" for name in PEERS)
    lines = [
        "# What the others return",
        "",
        "The truth by hand, skxent's answer, and what other libraries return for the same numbers. *refused* means an",
        "error that says why; *undefined* has no right number. Every row is held by a test in",
        "`tests/reference/test_what_the_others_return.py`.",
        "",
        f"Made by `python examples/what_the_others_return.py` with {versions}.",
        "",
        "| question | truth | skxent | others |",
        "|---|---|---|---|",
    ]
    for question, name, truth, ours, others in cases():
        told = ", ".join(f"{peer}: {said(call)}" for peer, call in others.items())
        true = "undefined" if math.isnan(truth) else number(truth)
        lines.append(f"| {question} | {true} | {said(ours)} by {name} | {told} |")
    return "\n".join([*lines, "", *AFTERWORD, ""])


def main() -> int:
    """Write the page."""
    try:
        text = page()
    except ImportError as error:
        print(f"{error}; see the first lines of this file.", file=sys.stderr)
        return 2
    PAGE.write_text(text, encoding="utf-8")
    print(f"wrote {PAGE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
