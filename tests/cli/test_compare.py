"""Several files: the same rows, by the names of their models, one of them the baseline."""

import json

import pytest

from tests.cli.running import COLUMNS, CSV, refused, run, write

A, B = CSV, "truth,cat,dog\ncat,0.7,0.3\ndog,0.4,0.6\ncat,0.5,0.5\n"
PREFIX = ["--target", "y", "--proba-prefix", "p_"]


def record(folder):
    return json.loads((folder / "r.json").read_text())


def test_the_first_is_the_baseline(folder, capsys):
    write(folder, {"a.csv": A, "b.csv": B})
    gates = ["--gate", "log_loss.regression < 0", "--gate", "log_loss.regression.high < 0.5"]
    assert run("compare", "a.csv", "b.csv", *COLUMNS, *gates, "--json", "r.json") == 0
    assert "b may be better than the baseline a: " in " ".join(capsys.readouterr().out.split())
    assert [one["model"] for one in record(folder)["verdict"]["gates"]] == ["b", "b"]
    assert run("compare", "b.csv", "a.csv", *COLUMNS, *gates) == 1


def test_files_may_stand_apart(folder):
    write(folder, {"a.csv": A, "b.csv": B})
    assert run("compare", "a.csv", "--target", "truth", "b.csv", "--proba", "cat", "dog") == 0


def test_columns_are_matched_by_name_in_every_file(folder):
    write(folder, {"a.csv": A, "b.csv": "dog,note,cat,truth\n0.25,x,0.75,cat\n.5,,.5,dog\n5e-1,,0.5,cat\n"})
    assert run("compare", "a.csv", "b.csv", *COLUMNS, "--json", "r.json") == 0
    assert record(folder)["comparisons"][0]["difference"] == 0


def test_numbers_of_target_distributions_are_compared_as_numbers(folder):
    write(folder, {"a.csv": "t,u,a,b\n0.5,0.5,0.5,0.5\n", "b.csv": "t,u,a,b\n.50,5e-1,0.5,0.5\n"})
    assert run("compare", "a.csv", "b.csv", "--target", "t", "--target", "u", "--proba", "a", "b") == 0


IDS = "id,truth,cat,dog\n1,cat,0.5,0.5\n2,cat,0.5,0.5\n"
OTHERS = [
    # files, options, message
    (A, B.replace("dog,0.4", "cat,0.4"), COLUMNS, "b.csv: column 'truth' is 'cat' in line 3, and 'dog' in line 3 of a.csv; models are compared on the same rows: sort both files in the same order."),
    (IDS, IDS.replace("2,", "3,"), [*COLUMNS, "--id", "id"], "b.csv: column 'id' is '3' in line 3, and '2' in line 3 of a.csv;"),
    (A, "\n".join(B.split("\n")[:3]), COLUMNS, "b.csv: has fewer rows than a.csv; keep the same rows in both, in the same order."),
    ("\n".join(A.split("\n")[:3]), B, COLUMNS, "a.csv: has fewer rows than b.csv;"),
    (A, "truth,cat\ncat,1\n", COLUMNS, "b.csv: has no column 'dog'; its columns are 'truth', 'cat'."),
    (A, B.replace("0.4,0.6", "0.4,0.5"), COLUMNS, "b.csv: the prediction in columns 'cat', 'dog' sums to 0.9 (the worst) in line 3;"),
    ("y,p_a,p_b\na,.5,.5\n", "y,p_a,p_c\na,.5,.5\n", PREFIX, "b.csv: has the classes ['a', 'c'], and a.csv has ['a', 'b'];"),
    ("y,p_a,p_b\nx,.25,.75\n", "y,p_b,p_a\nx,.75,.25\n", [*PREFIX, "--labels", "x", "z"], "b.csv: columns of predictions come in another order than in a.csv"),
    ("y,p\n0,.2\n1,.7\n", "y,p\n0.0,.2\n1.0,.7\n", ["--target", "y", "--proba", "p"], "b.csv: has the classes ['0.0', '1.0'], and a.csv has ['0', '1'];"),
    ("y,p\n0,.2\n1,.7\n", "y,p\n1,.2\n1,.7\n", ["--target", "y", "--proba", "p"], "b.csv: one column of predictions is for two classes, and there is the label '1' alone; pass --labels NEGATIVE POSITIVE"),
    ("t,u,a,b\n.5,.5,.5,.5\n", "t,u,a,b\n.6,.4,.5,.5\n", ["--target", "t", "--target", "u", "--proba", "a", "b"], "b.csv: column 't' is 0.6 in line 2, and 0.5 in line 2 of a.csv;"),
    ("t,u,a,b\n.5,.5,.5,.5\n", "t,u,a,b\n.5,x,.5,.5\n", ["--target", "t", "--target", "u", "--proba", "a", "b"], "b.csv: column 'u' is 'x' in line 2; target distributions are numbers"),
    (A, None, COLUMNS, "b.csv: no such file; check the path."),
]  # fmt: skip


@pytest.mark.parametrize("case", OTHERS)
@pytest.mark.parametrize("command", ["compare", "evaluate", "baseline"])
def test_files_of_other_rows_are_refused(folder, capsys, command, case):
    a, b, options, message = case
    write(folder, {"a.csv": a} if b is None else {"a.csv": a, "b.csv": b})
    words = ["evaluate", "a.csv", "--baseline", "b.csv"] if command == "baseline" else [command, "a.csv", "b.csv"]
    told = refused(capsys, *words, *options, "--json", "r.json")
    of_baseline = "baseline b.csv: no such file; name the file of the baseline's predictions."
    assert told.startswith(of_baseline if b is None and command == "baseline" else message)
    assert not (folder / "r.json").exists()


@pytest.mark.parametrize("rows", [1, 65536, 70000])
def test_the_line_that_differs_is_told_wherever_it_is(folder, capsys, rows):
    same = rows * "cat,0.75,0.25\n"
    write(folder, {"a.csv": f"truth,cat,dog\n{same}cat,0.5,0.5\n"})
    write(folder, {"b.csv": f'truth,cat,dog,"of\ntwo lines"\n{same}dog,0.5,0.5\n'})
    message = refused(capsys, "compare", "a.csv", "b.csv", *COLUMNS)
    assert f"is 'dog' in line {rows + 3}, and 'cat' in line {rows + 2} of a.csv" in message


@pytest.mark.parametrize("command", ["compare", "evaluate"])
@pytest.mark.parametrize("second", ["p.csv", "./p.csv", "sub/../p.csv", "link.csv", "absolute"])
def test_the_same_file_is_not_compared_with_itself(folder, capsys, command, second):
    (folder / "sub").mkdir()
    (folder / "link.csv").symlink_to("p.csv")
    message = refused(capsys, command, "p.csv", folder / "p.csv" if second == "absolute" else second, *COLUMNS)
    assert message.endswith("name each file once.")
    if command == "evaluate" and second != "absolute":
        message = refused(capsys, "evaluate", "p.csv", "--baseline", second, *COLUMNS)
        assert message.endswith("is the file to evaluate; name the predictions of another model.")


def test_a_baseline_may_be_one_of_the_files(folder):
    write(folder, {"a.csv": A, "b.csv": B})
    files = ["evaluate", "a.csv", "b.csv", "--baseline", "./b.csv"]
    assert run(*files, *COLUMNS, "--gate", "log_loss.regression < 1", "--json", "r.json") == 0
    assert list(record(folder)["models"]) == ["a", "b"]
    assert [one["model"] for one in record(folder)["verdict"]["gates"]] == ["a"]


@pytest.mark.parametrize(("baseline", "name"), [("old.csv", "old"), ("p.tsv", "p")])
def test_a_baseline_has_a_name_of_its_own(folder, baseline, name):
    """Of several files each model is named as its file, not as its only column."""
    write(folder, {"new.csv": "y,p\n0,0.1\n1,0.9\n"})
    write(folder, {baseline: "y,p\n0,0.4\n1,0.6\n".replace(",", "\t" if baseline.endswith("tsv") else ",")})
    options = ["--target", "y", "--proba", "p", "--baseline", baseline, "--json", "r.json"]
    assert run("evaluate", "new.csv", *options, "--gate", "log_loss.regression < -0.4") == 0
    models = record(folder)["models"]
    assert list(models) == ["new", name]
    assert models[name]["headline"]["log_loss"]["value"] == pytest.approx(0.5108256237659907)  # - ln 0.6


def test_models_of_one_name_are_told_apart_by_their_folders(folder):
    for name in ("a", "b"):
        (folder / name).mkdir()
    write(folder, {"a/p.csv": A, "b/p.csv": B})
    assert run("compare", "a/p.csv", "b/p.csv", *COLUMNS, "--json", "r.json") == 0
    assert list(record(folder)["models"]) == ["a/p", "b/p"]
    assert run("evaluate", "a/p.csv", "--baseline", "b/p.csv", *COLUMNS, "--json", "r.json") == 0
    assert list(record(folder)["models"]) == ["a/p", "b/p"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (["p.csv"], "required: B; name files before the options"),
        (
            ["p.csv", "p.csv", "p.csv"],
            "unrecognized arguments: p.csv; compare takes two files: give more to skxent evaluate, with --baseline FILE",
        ),
        (
            ["p.csv", "q.csv", "--baseline", "r.csv"],
            "unrecognized arguments: --baseline r.csv; compare takes two files, the first being the baseline: give more to skxent evaluate, with --baseline FILE\n",
        ),
    ],
)
def test_two_files_are_compared(folder, capsys, files, message):
    assert run("compare", *files, *COLUMNS) == 2
    assert message in capsys.readouterr().err
