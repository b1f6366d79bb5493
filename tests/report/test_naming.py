"""What models and reports of files are called: by their keys, else as their files, each with a name of its own."""

from pathlib import Path

import pandas as pd
import pytest

from skxent.report import evaluate_file, evaluate_predictions
from skxent.report._naming import names_of_files

FRAME = pd.DataFrame({"y": ["a", "b"] * 3, "a": [0.75, 0.25] * 3, "b": [0.25, 0.75] * 3})


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    FRAME.to_csv("new.csv", index=False)
    FRAME.to_csv("old.csv", index=False)
    return tmp_path


def evaluated(path, **options):
    return evaluate_file(path, target="y", proba=["a", "b"], **options)


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["new.csv", "old.csv"], ["new", "old"]),
        (["a/p.csv", "b/p.csv", "q.csv"], ["a/p", "b/p", "q"]),
        (["p.csv", "p.tsv"], ["p.csv", "p.tsv"]),
        (["p.csv", "sub/p.csv"], ["p", "sub/p"]),
        (["p.csv", "p.tsv", "p.csv.csv"], ["p.csv", "p.tsv", "p.csv.csv"]),
        (["p.csv", "p.csv"], ["p.csv", "p.csv"]),
        (["x/a/p.csv", "y/a/p.csv"], ["x/a/p", "y/a/p"]),
        (["x/p.csv", "x/p.tsv", "y/p.csv", "y/p.tsv"], ["x/p.csv", "x/p.tsv", "y/p.csv", "y/p.tsv"]),
    ],
)
def test_files_have_as_much_of_their_path_as_tells_them_apart(paths, names):
    assert names_of_files([Path(path) for path in paths]) == names


def test_a_key_is_the_name_of_its_model_even_if_it_is_empty(folder):
    pd.DataFrame({"y": [0, 1], "p": [0.25, 0.75]}).to_csv("c.csv", index=False)
    found = evaluate_file({"": "c.csv", "p": "c.csv"}, target="y", proba="p")
    assert [model.name for model in found.models] == ["", "p"]
    assert [model.name for model in evaluate_file("c.csv", target="y", proba="p").models] == ["p"]


def test_a_file_may_be_its_own_baseline(folder):
    found = evaluated("new.csv", baseline="new.csv")
    assert [model.name for model in found.models] == ["new", "new (baseline)"]
    assert found.baseline == "new (baseline)"


def test_a_report_is_called_by_its_files(folder):
    assert evaluated("new.csv").data == "new.csv"
    assert evaluated({"a": "new.csv", "b": "old.csv"}).data == "new.csv and old.csv"
    assert evaluated({"a": FRAME, "b": FRAME}).data == "frame"
    for name in "abcd":
        FRAME.to_csv(f"{name}.csv", index=False)
    assert evaluated({name: f"{name}.csv" for name in "abcd"}).data == "a.csv, b.csv, c.csv and 1 more"


@pytest.mark.parametrize(
    ("data", "names", "title"),
    [
        ("old.csv and new.csv", ["old", "new"], "old.csv and new.csv"),
        ("data", ["a", "t"], "data: a, t"),  # letters of it, and no names in it
        ("data", ["b"], "data: b"),
    ],
)
def test_a_title_names_the_models_unless_the_data_are_named_as_they_are(data, names, title):
    found = evaluate_predictions([0, 1] * 5, {name: [0.25, 0.75] * 5 for name in names}, data=data)
    assert f"<title>{title}</title>" in found.to_html()
    assert found.to_markdown().startswith(f"### {title}\n")
