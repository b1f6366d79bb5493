"""``skxent evaluate`` reads what users name, in the ways in which files are written."""

import json

import pytest

from tests.cli.running import COLUMNS, CSV, EVALUATE, GATE, run, write


def record(folder, *arguments):
    assert run(*arguments, "--json", "record.json") == 0
    return json.loads((folder / "record.json").read_text(encoding="utf-8"))


def test_a_file_of_predictions_is_evaluated(folder, capsys):
    assert run(*EVALUATE) == 0
    out, err = capsys.readouterr()
    assert "0.8050" in out  # (log2(4/3) + 1 + 1) / 3 bits
    assert err == ""


def test_one_column_is_of_the_last_label(folder, capsys):
    (folder / "b.csv").write_text("y,p\n9,0.25\n10,0.75\n")  # sorted as numbers, not as text
    assert run("evaluate", "b.csv", "--target", "y", "--proba", "p") == 0
    assert "0.4150" in capsys.readouterr().out  # log2(4/3)
    assert run("evaluate", "b.csv", "--target", "y", "--proba", "p", "--labels", "10", "9") == 0
    assert "2.0000" in capsys.readouterr().out


def test_labels_rename_the_columns(folder, capsys):
    (folder / "c.csv").write_text("y,p_cat,p_dog\ncat,0.75,0.25\ndog,0.5,0.5\n")
    assert run("evaluate", "c.csv", "--target", "y", "--proba", "p_cat", "p_dog", "--labels", "cat", "dog") == 0


@pytest.mark.parametrize(
    "labels", [["NA", "None"], ["nan", "null"], ["a b", "c,d"], ['q"x', "it's"], ["n\nl", "=%s{}"]]
)
@pytest.mark.parametrize("given", ["one by one", "together"])
def test_a_class_may_be_called_anything(folder, labels, given):
    quoted = ['"' + label.replace('"', '""') + '"' for label in labels]
    (folder / "c.csv").write_text(f"y,{','.join(quoted)}\n{quoted[0]},0.75,0.25\n{quoted[1]},0.5,0.5\n")
    proba = ["--proba", *labels] if given == "together" else [f"--proba={label}" for label in labels]
    found = record(folder, "evaluate", "c.csv", "--target", "y", *proba, "--html", "r.html", "--junit", "r.xml", *GATE)
    assert found["data"]["labels"] == labels
    assert found["models"]["c"]["headline"]["log_loss_bits"]["value"] == pytest.approx(0.7075187496394219)


def test_a_column_may_begin_with_a_dash(folder):
    (folder / "c.csv").write_text("y,-a,b\n-a,0.75,0.25\n")
    assert record(folder, "evaluate", "c.csv", "--target=y", "--proba=-a", "--proba=b")["data"]["labels"] == ["-a", "b"]


def test_options_of_several_values_may_be_given_again(folder):
    (folder / "c.csv").write_text("a,b,truth,cat,dog\n1,2,cat,0.75,0.25\n1,3,dog,0.5,0.5\n")
    again = ["--proba", "cat", "--proba", "dog", "--slice", "a", "--slice", "b", "--labels", "dog", "--labels", "cat"]
    found = record(folder, "evaluate", "c.csv", "--target", "truth", *again)
    assert found["data"]["labels"] == ["cat", "dog"]
    assert {one["column"] for one in found["models"]["c"]["slices"]} == {"a", "b"}


@pytest.mark.parametrize(
    "arguments", [["--target", "truth", "p.csv", "--proba", "cat", "dog"], [*COLUMNS, "--", "p.csv"]]
)
def test_files_may_stand_between_options_and_after_a_dash(folder, arguments):
    assert run("evaluate", *arguments) == 0


def test_zero_probability_is_noted_and_smoothing_mends_it(folder, capsys):
    (folder / "z.csv").write_text("y,p\n0,1\n1,1\n")
    assert run("evaluate", "z.csv", "--target", "y", "--proba", "p") == 0
    out, err = capsys.readouterr()
    assert "note: p: 1 of 2 rows gave probability 0 to what happened" in out
    assert err == ""
    assert run("evaluate", "z.csv", "--target", "y", "--proba", "p", "--smoothing", "0.25") == 0
    assert "inf" not in capsys.readouterr().out


def test_named_columns_are_found_by_name_in_any_order_of_labels(folder, capsys):
    assert run(*EVALUATE, "--labels", "dog", "cat") == 0
    assert "0.8050" in capsys.readouterr().out


@pytest.mark.parametrize("column", ["cat", "dog"])
def test_a_single_column_named_as_a_class_is_that_classs(folder, capsys, column):
    assert run("evaluate", "p.csv", "--target", "truth", "--proba", column) == 0
    out = capsys.readouterr().out
    assert "0.8050" in out
    assert f"{column} read as that of '{column}'" in out


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_read_as_what_it_says(folder, encoding):
    (folder / "p.csv").write_text(CSV, encoding=encoding)
    assert run(*EVALUATE) == 0


@pytest.mark.parametrize("name", ["x.zip", "x.gz", "x.xz"])
def test_a_suffix_promises_nothing(folder, name):
    (folder / name).write_text(CSV)
    assert run("evaluate", name, *COLUMNS) == 0


@pytest.mark.parametrize(
    ("labels", "rows"),
    [
        (["0", "1", "2"], "0,0.5,0.25,0.25\n2,0.5,0.25,0.25\n"),
        (["True", "False", "x"], "True,0.5,0.25,0.25\nx,0.5,0.25,0.25\n"),
        (["1.0", "2.0", "10"], "1.0,0.5,0.25,0.25\n10,0.5,0.25,0.25\n"),
    ],
)
def test_labels_are_text_as_it_stands_in_the_file(folder, labels, rows):
    (folder / "c.csv").write_text(f"y,{','.join(labels)}\n{rows}")
    found = record(folder, "evaluate", "c.csv", "--target", "y", "--proba", *labels)
    assert found["models"]["c"]["headline"]["log_loss_bits"]["value"] == pytest.approx(1.5)


def test_a_prefix_names_the_classes(folder):
    (folder / "c.csv").write_text("y,p_,p_a,q,p_b\na,x,0.5,7,0.5\n")
    assert record(folder, "evaluate", "c.csv", "--target", "y", "--proba-prefix", "p_")["data"]["labels"] == ["a", "b"]


def test_scales_and_sums(folder):
    (folder / "l.csv").write_text("y,a,b\na,0,1.0986122886681098\n")
    (folder / "n.csv").write_text("y,a,b\na,1,3\n")
    (folder / "g.csv").write_text("y,a,b\na,-1.3862943611198906,-0.2876820724517809\n")
    for name, option in (("l", "--scale=logit"), ("n", "--normalize"), ("g", "--scale=log_proba")):
        found = record(folder, "evaluate", f"{name}.csv", "--target", "y", "--proba", "a", "b", option)
        assert found["models"][name]["headline"]["log_loss_bits"]["value"] == pytest.approx(2)


def test_target_distributions_have_a_column_for_each_class(folder):
    (folder / "t.csv").write_text("t1,t2,a,b\n0.5,0.5,0.5,0.5\n1,0,0.5,0.5\n")
    found = record(folder, "evaluate", "t.csv", "--target", "t1", "--target", "t2", "--proba", "a", "b")
    assert found["models"]["t"]["headline"]["label_entropy"]["value"] == pytest.approx(0.34657359027997264)


def test_a_column_may_be_weight_and_slice(folder):
    """A weight is a number and a slice is text, whatever chunk they stand in."""
    rows = "".join(f"a,0.5,0.5,{w}\n" for w in ("1", "1.0", "2"))
    (folder / "c.csv").write_text(f"y,a,b,w\n{rows}")
    found = record(folder, "evaluate", "c.csv", "--target=y", "--proba", "a", "b", "--weight", "w", "--slice", "w")
    assert found["data"]["weight"] == 4
    assert sorted(one["value"] for one in found["models"]["c"]["slices"]) == ["1", "1.0", "2"]


def test_weights_groups_slices_and_ids_are_read(folder):
    write(folder, {"c.csv": "n,g,s,w,y,a,b\nr1,1,x,1,a,0.5,0.5\nr2,1,y,3,b,0.75,0.25\nr3,2,y,0,b,0.9,0.1\n"})
    options = ["--weight", "w", "--group", "g", "--slice", "s", "--id", "n"]
    found = record(folder, "evaluate", "c.csv", "--target", "y", "--proba", "a", "b", *options)
    assert found["models"]["c"]["headline"]["log_loss_bits"]["value"] == pytest.approx((1 + 3 * 2) / 4)
    assert [(row["row"], row["id"]) for row in found["models"]["c"]["worst_rows"]] == [(3, "r2"), (2, "r1")]
    hidden = record(folder, "evaluate", "c.csv", "--target", "y", "--proba", "a", "b", *options, "--no-rows")
    assert not hidden["models"]["c"]["worst_rows"]
    assert "r2" not in json.dumps(hidden)


def test_progress_goes_to_stderr(folder, capsys, monkeypatch):
    monkeypatch.setattr("skxent.report._reading._lines._BLOCK", 1000)
    monkeypatch.setattr("skxent.report._reading._lines._LUMP", 1000)
    (folder / "p.csv").write_text("truth,cat,dog\n" + 1000 * "cat,0.75,0.25\n")
    assert run(*EVALUATE) == 0
    out, err = capsys.readouterr()
    assert "rows\n" not in out
    assert all(line.startswith("p.csv: ") and line.endswith(" rows") for line in err.splitlines())
    assert 5 <= len(err.splitlines()) <= 10
