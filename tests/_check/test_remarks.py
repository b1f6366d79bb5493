"""What a metric says beside its number points at who called it, and all say the same in the same words."""

import re
import warnings

import numpy as np
import pandas as pd
import pytest

from skxent._check._remarks import collecting
from skxent.exceptions import ZeroProbabilityWarning
from skxent.metrics import (
    LossTally,
    binary_log_loss,
    brier_decomposition,
    brier_loss,
    calibration_error,
    compare_scores,
    d2_brier_score,
    d2_log_loss_score,
    kl_divergence_loss,
    log_loss,
    log_loss_decomposition,
    multilabel_log_loss,
    pairwise_comparisons,
    perplexity_loss,
    score_interval,
)

IMPOSSIBLE = ([0, 1], [[0.0, 1.0], [0.5, 0.5]])
ONE_CLASS = {"y_true": [0, 0], "y_proba": [0.5, 0.5], "labels": [0, 1]}
ZEROS = ([0, 1, 1, 0, 1, 0], [0.0, 0.0, 0.5, 0.5, 1.0, 0.5])
LOSSES = np.linspace(1, 2, 30)
TAIL = np.append(LOSSES, 100.0)
SERIES = np.linspace(-1, 1, 30) * np.tile([1, -1], 15)

SPEAKING = {
    "log_loss": lambda: log_loss(*IMPOSSIBLE),
    "perplexity_loss": lambda: perplexity_loss(*IMPOSSIBLE),
    "binary_log_loss": lambda: binary_log_loss(*IMPOSSIBLE),
    "kl_divergence_loss": lambda: kl_divergence_loss(*IMPOSSIBLE),
    "multilabel_log_loss": lambda: multilabel_log_loss([[1, 0]], [[0.0, 0.5]]),
    "d2_log_loss_score of zero": lambda: d2_log_loss_score(*IMPOSSIBLE),
    "d2_log_loss_score of one class": lambda: d2_log_loss_score(**ONE_CLASS),
    "d2_brier_score of one class": lambda: d2_brier_score(**ONE_CLASS),
    "calibration_error of zero": lambda: calibration_error([1, 0, 1], [0.0, 0.5, 0.5], norm="kl"),
    "calibration_error of one row": lambda: calibration_error([1], [0.5], norm="l2", labels=[0, 1]),
    "LossTally.from_predictions": lambda: LossTally.from_predictions(*IMPOSSIBLE),
    "LossTally.interval of few rows": lambda: LossTally.from_predictions([0, 1], [0.5, 0.25]).interval(),
    "LossTally.interval of equal rows": lambda: LossTally.from_predictions([0, 1], [0.5, 0.5]).interval(),
    "log_loss_decomposition of zero": lambda: log_loss_decomposition(*ZEROS),
    "brier_decomposition of zero": lambda: brier_decomposition(*ZEROS, method="temperature"),
    "brier_decomposition of one row": lambda: brier_decomposition([1], [0.5], labels=[0, 1], method="binned"),
    "score_interval of infinite losses": lambda: score_interval([1.0, np.inf]),
    "score_interval of equal losses": lambda: score_interval([1.0, 1.0]),
    "score_interval of a heavy tail": lambda: score_interval(TAIL),
    "score_interval of few rows": lambda: score_interval([1.0, 2.0, 3.0]),
    "score_interval of a thin reference": lambda: score_interval(TAIL, reference=TAIL == 100, method="bootstrap"),
    "compare_scores of infinite losses": lambda: compare_scores([1.0, np.inf], [1.0, 2.0]),
    "compare_scores of equal differences": lambda: compare_scores(LOSSES, LOSSES + 1),
    "compare_scores of a heavy tail": lambda: compare_scores(TAIL, np.ones(31)),
    "compare_scores of uneven rows": lambda: compare_scores(LOSSES, LOSSES**2, sample_weight=[1e4] * 2 + [1] * 28),
    "compare_scores of a short series": lambda: compare_scores(LOSSES, LOSSES**2, method="diebold_mariano", horizon=9),
    "compare_scores of no variance": lambda: compare_scores(SERIES + 9, 9 + 0 * SERIES, method="diebold_mariano", horizon=2),
    "pairwise_comparisons": lambda: pairwise_comparisons(pd.DataFrame({"a": LOSSES, "b": LOSSES + 1})),
}  # fmt: skip


@pytest.mark.parametrize("call", SPEAKING.values(), ids=SPEAKING)
def test_a_warning_points_at_the_line_that_called(call):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call()
    assert {(w.filename, w.lineno) for w in caught} == {(__file__, call.__code__.co_firstlineno)}


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in SPEAKING
        if name.split(" of")[0]
        in (
            "log_loss",
            "perplexity_loss",
            "binary_log_loss",
            "kl_divergence_loss",
            "d2_log_loss_score",
            "LossTally.from_predictions",
        )
        and "class" not in name
    ],
)
def test_all_say_the_same_of_an_outcome_of_probability_zero(name):
    with pytest.warns(ZeroProbabilityWarning) as told:
        SPEAKING[name]()
    assert [str(w.message) for w in told] == [
        (
            "1 of 2 rows gave probability 0 to what happened, so the loss is inf; pass smoothing= (a small number added to "
            "every probability) for a finite loss."
        )
    ]


@pytest.mark.parametrize("loss", [log_loss, brier_loss, kl_divergence_loss, binary_log_loss])
@pytest.mark.parametrize("weight", [{"sample_weight": [1, 1]}, {"class_weight": "balanced"}], ids=str)
def test_weights_beside_the_losses_themselves_are_refused(loss, weight):
    message = (
        f"{next(iter(weight))} is given beside reduction='none', which returns the losses themselves; "
        "leave it out and weigh the losses, or pass reduction='mean' or 'sum'."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        loss([0, 1], [0.5, 0.5], reduction="none", **weight)


@pytest.mark.parametrize("asides", [True, False])
def test_who_collects_may_want_no_aside(asides):
    certain = ([0, 1], [[0.0, 1.0], [0.0, 1.0]])
    told = "1 of 2 rows gave probability 0 to what happened, so the loss is inf; pass smoothing="
    aside = "All predictions are 0 or 1, as those of predict"
    with collecting(asides=asides) as remarks:
        log_loss(*certain)
    assert [(told in message, aside in message) for message in remarks] == [(True, asides)]
    with collecting(asides=False), collecting() as remarks:  # what is within wants no more than what is around it
        log_loss(*certain)
    assert [aside in message for message in remarks] == [False]
    with pytest.warns(ZeroProbabilityWarning, match=aside):
        log_loss(*certain)
