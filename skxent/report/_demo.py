"""The demonstration: four models on real data that scikit-learn bundles, cross-validated and reported."""

from typing import Any

from sklearn import datasets
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline

from skxent.linear_model import SoftmaxRegression
from skxent.report._doors import evaluate
from skxent.report._evaluation import Evaluation

DATA_SETS = {
    "digits": ("handwritten digits", datasets.load_digits),
    "iris": ("iris flowers", datasets.load_iris),
    "wine": ("wine cultivars", datasets.load_wine),
    "breast_cancer": ("breast cancer", datasets.load_breast_cancer),
}


def demo_models() -> dict[str, Any]:
    """Return the four models, each the last step of a pipeline, all on raw features."""
    return {
        "SoftmaxRegression": make_pipeline(SoftmaxRegression()),
        "LogisticRegression": make_pipeline(LogisticRegression()),
        "GaussianNB": make_pipeline(GaussianNB()),
        "prior only": make_pipeline(DummyClassifier(strategy="prior")),
    }


def run_demo(name: str, *, verbose: int = 1) -> Evaluation:
    """Return the evaluation of the four models on the data set ``name``, over five stratified folds."""
    title, load = DATA_SETS[name]
    X, y = load(return_X_y=True)
    cv = StratifiedKFold(5, shuffle=True, random_state=0)
    return evaluate(demo_models(), X, y, cv=cv, data=title, verbose=verbose, reproduce=f"skxent demo --data {name}")
