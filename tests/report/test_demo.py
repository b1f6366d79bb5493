"""The demonstration's models on every bundled data set."""

import pytest

from skxent.report._demo import DATA_SETS, demo_models, run_demo


@pytest.mark.parametrize("name", [name for name in DATA_SETS if name != "digits"])  # the command's test runs digits
def test_softmax_regression_converges_on_raw_data_and_beats_the_class_frequencies(name):
    result = run_demo(name, verbose=0)
    models = {model.name: model for model in result.models}
    assert list(models) == list(demo_models())
    assert {note.category for note in models["SoftmaxRegression"].notes} <= {"HeavyTailWarning"}  # no fit complains
    assert models["SoftmaxRegression"].tally.loss.d2 > 0.7
    assert abs(models["prior only"].tally.loss.d2) < 0.01
