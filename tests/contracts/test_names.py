"""The public names, exactly; and what an import brings."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

import skxent

PUBLIC = {
    "skxent": ["__version__", "exceptions", "information", "linear_model", "metrics", "report", "scorers"],
    "skxent.exceptions": ["HeavyTailWarning", "SmallSampleWarning", "ZeroProbabilityWarning"],
    "skxent.information": [
        "cross_entropy",
        "ensemble_information",
        "entropy",
        "entropy_from_counts",
        "js_distance",
        "js_divergence",
        "kl_divergence",
        "log_sigmoid",
        "log_softmax",
        "mutual_information",
        "perplexity",
        "population_stability_index",
        "self_information",
        "sigmoid",
        "softmax",
        "softmax_cross_entropy",
    ],
    "skxent.linear_model": ["SoftmaxRegression"],
    "skxent.metrics": [
        "Comparison",
        "Decomposition",
        "Interval",
        "LossTally",
        "binary_log_loss",
        "brier_decomposition",
        "brier_loss",
        "calibration_error",
        "compare_scores",
        "d2_brier_score",
        "d2_log_loss_score",
        "kl_divergence_loss",
        "log_loss",
        "log_loss_decomposition",
        "mean_entropy",
        "multilabel_log_loss",
        "pairwise_comparisons",
        "perplexity_loss",
        "reliability_curve",
        "score_interval",
    ],
    "skxent.report": [
        "DecompositionDisplay",
        "Evaluation",
        "LossDisplay",
        "ReliabilityDisplay",
        "evaluate",
        "evaluate_file",
        "evaluate_predictions",
    ],
    "skxent.scorers": [
        "CrossValTally",
        "FoldTally",
        "ProbaScorer",
        "StratifiedTargetKFold",
        "all_scores",
        "cross_val_tally",
        "d2_brier",
        "d2_log_loss",
        "get_scorer",
        "get_scorer_names",
        "make_proba_scorer",
        "neg_brier",
        "neg_calibration_error",
        "neg_kl_divergence",
        "neg_log_loss",
        "neg_mean_entropy",
        "neg_multilabel_log_loss",
        "neg_perplexity",
    ],
}


@pytest.mark.parametrize("module", PUBLIC)
def test_the_public_names_are_exactly_these(module):
    found = importlib.import_module(module)
    assert sorted(found.__all__) == sorted(PUBLIC[module])
    for name in PUBLIC[module]:
        assert getattr(found, name) is not None


@pytest.mark.parametrize("module", [module for module in PUBLIC if module != "skxent"])
def test_the_reference_has_every_public_name(module):
    page = (Path(skxent.__file__).parent.parent / "docs" / "api.md").read_text(encoding="utf-8")
    entries = set(re.findall(r"^(?:   |``)(\w+\.\w+)", page, flags=re.MULTILINE))
    short = module.removeprefix("skxent.")
    assert {f"{short}.{name}" for name in PUBLIC[module]} == {one for one in entries if one.startswith(f"{short}.")}


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(AttributeError, match=r"module 'skxent' has no attribute 'metric'; it has .*metrics"):
        skxent.metric  # noqa: B018 - the access is the test


def test_names_are_listed_before_they_are_loaded():
    assert set(PUBLIC["skxent"]) <= set(dir(skxent))


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import skxent", {"numpy", "scipy", "sklearn", "pandas", "matplotlib", "jinja2"}),
        ("import skxent.information", {"scipy.stats", "sklearn", "pandas", "matplotlib", "jinja2"}),
        (
            "import skxent.metrics, skxent.scorers, skxent.linear_model, skxent.report",
            {"matplotlib", "jinja2", "torch"},
        ),
    ],
)
def test_an_import_brings_no_more_than_it_needs(code, absent):
    out = subprocess.run(
        [sys.executable, "-c", f"{code}; import sys; print(*sys.modules)"], capture_output=True, text=True, check=True
    ).stdout
    assert not absent & set(out.split())
