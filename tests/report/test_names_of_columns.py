"""Which columns of a file are of which class: what their names say, and what is asked where they say another thing."""

import math
import re
from pathlib import Path

import pytest

from skxent.report import evaluate_file


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("column", "labels"), [("p_event", "event none"), ("p_0", "0 1"), ("proba no", "no yes"), ("P(Cat)", "cat dog")]
)
def test_a_single_column_that_reads_like_the_first_of_two_labels_is_refused(folder, column, labels):
    first, last = labels.split()
    (folder / "f.csv").write_text(f"y,{column}\n{first},0.9\n{last},0.2\n")
    message = (
        f"f.csv: column {column!r} reads like the class {first!r}, and one column is of the last class, {last!r}; "
        "pass labels=[negative, positive] with the class that it is of last, or name it as that."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        evaluate_file("f.csv", target="y", proba=column)
    if column != "p_0":  # a number may be that of a model
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            evaluate_file("f.csv", target="y", proba=column, labels=[first, last])
    found = evaluate_file("f.csv", target="y", proba=column, labels=[last, first])
    assert math.isclose(found.models[0].headline["log_loss"].value, -(math.log(0.9) + math.log(0.8)) / 2)


@pytest.mark.parametrize("column", ["p_none", "p", "p_eventful", "p_event_not_none"])
def test_a_single_column_that_reads_like_the_last_label_or_like_none_is_of_the_last(folder, column):
    (folder / "l.csv").write_text(f"y,{column}\nevent,0.1\nnone,0.8\n")
    found = evaluate_file("l.csv", target="y", proba=column)
    assert math.isclose(found.models[0].headline["log_loss"].value, -(math.log(0.9) + math.log(0.8)) / 2)


def test_columns_that_share_what_stands_before_the_labels_are_named_by_that(folder):
    (folder / "p.csv").write_text("y,p_cat,p_dog,p_cow\ncat,.5,.25,.25\ndog,.25,.5,.25\n")
    columns = ["p_cat", "p_dog", "p_cow"]
    with pytest.raises(
        ValueError, match=r"none of the labels \['cat', 'dog'\]; name them by proba_prefix='p_', or name"
    ):
        evaluate_file("p.csv", target="y", proba=columns)
    assert len(evaluate_file("p.csv", target="y", proba_prefix="p_").facts.labels) == 3
    (folder / "x.csv").write_text("y,p_cat,p_dog,p_x\ncat,.5,.5,1\ndog,.25,.75,1\n")
    with pytest.raises(ValueError, match=r"none of the labels \['cat', 'dog'\]; name them as the classes"):
        evaluate_file("x.csv", target="y", proba=["p_cat", "p_dog"])  # the prefix would take another column too
    (folder / "q.csv").write_text("y,p_cat,q_dog\ncat,.5,.5\ndog,.25,.75\n")
    with pytest.raises(ValueError, match=r"none of the labels \['cat', 'dog'\]; name them as the classes"):
        evaluate_file("q.csv", target="y", proba=["p_cat", "q_dog"])


def test_a_column_of_no_class_is_named_where_it_alone_is_above_1(folder):
    (folder / "p.csv").write_text("y,cat,dog,day\ncat,.5,.5,0\ndog,.25,.75,3\n")
    message = (
        "p.csv: the prediction in column 'day' is above 1 (up to 3) in line 3; leave the column out if it is of no class: "
        "probabilities are in [0, 1]: "
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        evaluate_file("p.csv", target="y", proba=["cat", "dog", "day"])
    (folder / "q.csv").write_text("y,cat,dog\ncat,50,50\ndog,25,75\n")
    with pytest.raises(ValueError, match=r"^q\.csv: the prediction in columns 'cat', 'dog' is above 1 "):
        evaluate_file("q.csv", target="y", proba=["cat", "dog"])


def test_a_baseline_may_be_the_path_of_one_of_the_models(folder):
    for name in ("new.csv", "old.csv"):
        (folder / name).write_text("y,cat,dog\ncat,.5,.5\ndog,.25,.75\n")
    found = evaluate_file({"a": "new.csv", "b": "old.csv"}, target="y", proba=["cat", "dog"], baseline="./old.csv")
    assert ([model.name for model in found.models], found.baseline) == (["a", "b"], "b")


def test_a_baseline_may_be_the_name_of_a_model_though_it_comes_as_a_path(folder):
    for name in ("new.csv", "old.csv"):
        (folder / name).write_text("y,cat,dog\ncat,.5,.5\ndog,.25,.75\n")
    files = {"new": "new.csv", "old": "old.csv"}
    found = evaluate_file(files, target="y", proba=["cat", "dog"], baseline=Path("old"))
    assert ([model.name for model in found.models], found.baseline) == (["new", "old"], "old")
