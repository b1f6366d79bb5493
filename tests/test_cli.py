"""The command line, as a user meets it: outputs, exit codes, and one line for whatever is wrong."""

import json
import os
import re
import subprocess
import sys

import pytest

import skxent
from skxent.cli import main

CSV = "truth,cat,dog\ncat,0.75,0.25\ndog,0.5,0.5\ncat,0.5,0.5\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.csv").write_text(CSV)
    return tmp_path


def run(*arguments):
    try:
        return main([str(argument) for argument in arguments])
    except SystemExit as stop:  # argparse's own
        return stop.code


def test_the_demo_prints_a_table_shows_progress_and_says_where_its_files_are(folder, capsys):
    assert run("demo") == 0
    out, err = capsys.readouterr()
    for name in ("SoftmaxRegression", "LogisticRegression", "GaussianNB", "prior only"):
        assert len(re.findall(rf"^{name}  +[0-9]", out, flags=re.MULTILINE)) == 2  # all rows, and the folds' mean
        assert f"{name}: 5 folds" in err
    assert out.splitlines()[-2:] == ["wrote skxent-demo/report.html", "wrote skxent-demo/report.json"]
    record = json.loads((folder / "skxent-demo" / "report.json").read_text())
    assert record["models"]["SoftmaxRegression"]["headline"]["log_loss"]["value"] < 0.14
    assert "SoftmaxRegression" in (folder / "skxent-demo" / "report.html").read_text()
    assert "ConvergenceWarning" not in json.dumps(record["audit"]["SoftmaxRegression"])


def test_the_demo_refuses_a_folder_it_cannot_make(folder, capsys):
    assert run("demo", "--output", "p.csv") == 2
    assert run("demo", "--output", "no/where") == 2
    err = capsys.readouterr().err
    assert "is a file; name a folder" in err
    assert "does not exist; create it first" in err


def test_the_demo_asks_for_jinja2_and_a_folder_before_the_work(folder, capsys, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert run("demo") == 2
    assert "cannot be written to; name another folder" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "jinja2", None)
    assert run("demo") == 2
    assert "python -m pip install jinja2" in capsys.readouterr().err


def test_a_file_of_predictions_is_evaluated(folder, capsys):
    assert run("evaluate", "p.csv", "--target", "truth", "--proba", "cat", "dog") == 0
    out, err = capsys.readouterr()
    assert "0.8050" in out  # (log2(4/3) + 1 + 1) / 3 bits
    assert err == ""


def test_outputs_are_written(folder, capsys):
    options = ["--html", "r.html", "--json", "r.json"]
    assert run("evaluate", "p.csv", "--target", "truth", "--proba", "cat", "dog", *options) == 0
    assert "wrote r.html\nwrote r.json" in capsys.readouterr().out
    assert json.loads((folder / "r.json").read_text())["data"]["labels"] == ["cat", "dog"]
    assert (folder / "r.html").read_text().startswith("<!doctype html>")


def test_one_column_is_of_the_last_label(folder, capsys):
    (folder / "b.csv").write_text("y,p\n9,0.25\n10,0.75\n")  # sorted as numbers, not as text
    assert run("evaluate", "b.csv", "--target", "y", "--proba", "p") == 0
    assert "0.4150" in capsys.readouterr().out  # log2(4/3)
    assert run("evaluate", "b.csv", "--target", "y", "--proba", "p", "--labels", "10", "9") == 0
    assert "2.0000" in capsys.readouterr().out


def test_labels_rename_the_columns(folder, capsys):
    (folder / "c.csv").write_text("y,p_cat,p_dog\ncat,0.75,0.25\ndog,0.5,0.5\n")
    assert run("evaluate", "c.csv", "--target", "y", "--proba", "p_cat", "p_dog", "--labels", "cat", "dog") == 0


def test_a_class_may_be_called_na(folder):
    (folder / "c.csv").write_text("y,NA,None\nNA,0.75,0.25\nNone,0.5,0.5\n")
    assert run("evaluate", "c.csv", "--target", "y", "--proba", "NA", "None") == 0


def test_zero_probability_is_noted_and_smoothing_mends_it(folder, capsys):
    (folder / "z.csv").write_text("y,p\n0,1\n1,1\n")
    assert run("evaluate", "z.csv", "--target", "y", "--proba", "p") == 0
    assert "note: p: 1 of 2 rows gave probability 0 to what happened" in capsys.readouterr().out
    assert run("evaluate", "z.csv", "--target", "y", "--proba", "p", "--smoothing", "0.25") == 0
    assert "inf" not in capsys.readouterr().out


BAD = [
    # contents (None: no such file), options, message
    (None, [], "bad.csv: no such file; check the path."),
    ("", [], "bad.csv: is empty; a header line and a line for each row are wanted."),
    ("truth,cat,dog\n", [], "bad.csv: has a header and no rows; nothing can be evaluated."),
    ("truth,cat\ncat,0.5\n", [], "bad.csv: has no column 'dog'; its columns are 'truth', 'cat'."),
    ("truth,cat,dog,cat\ncat,0.5,0.5,0\n", [], "bad.csv: line 1 repeats the columns 'cat'; name each once."),
    (
        "truth,Cat,dog\ncat,0.5,0.5\n",
        [],
        "bad.csv: has no column 'cat'; its columns are 'truth', 'Cat', 'dog'. Did you mean",
    ),
    ("truth;cat;dog\ncat;0,5;0,5\n", [], "The header is separated by semicolons: save the file with commas."),
    ("truth\tcat\tdog\ncat\t0.5\t0.5\n", [], "The header is separated by tabs: save the file with commas."),
    ("truth,cat,dog\ncat,0.5,0.5\ndog,,0.5\n", [], "bad.csv: column 'cat' is blank in line 3; predictions are numbers"),
    ("truth,cat,dog\ncat,0.5,half\n", [], "bad.csv: column 'dog' is 'half' in line 2; predictions are numbers"),
    ("truth,cat,dog\ncat,0.5,nan\n", [], "bad.csv: column 'dog' is 'nan' in line 2"),
    ("truth,cat,dog\ncat,0.5\n", [], "bad.csv: column 'dog' is blank in line 2"),
    ("truth,cat,dog\ncat,0.5,0.5,9\n", [], "bad.csv: Expected 3 fields in line 2, saw 4; mend this line."),
    ("truth,cat,dog\ncat,0.5,0.5\n,0.5,0.5\n", [], "bad.csv: column 'truth' is blank in line 3"),
    (
        "truth,cat,dog\ncat,0.5,0.4\n",
        [],
        "bad.csv: y_proba sums to 0.9 (the worst) in line 2; rows sum to 1: pass --normalize to divide",
    ),
    ("truth,cat,dog\ncat,1.5,-0.5\n", [], "bad.csv: y_proba is negative (down to -0.5) in line 2"),
    (
        "truth,cat,dog\ncat,0.5,0.5\ncow,0.5,0.5\n",
        [],
        "bad.csv: y_true holds 'cow' in line 3; labels are ['cat', 'dog']",
    ),
    ("truth,cat,dog\ncat,0.5,0.5\n" + 9 * "cow,0.5,0.5\n", [], "in lines 3, 4, 5, 6, 7, ... (9 in all)"),
    ("truth,cat,dog\n0,0.5,0.5\n1,0.5,0.5\n", [], "of several models evaluate one at a time"),
    (
        CSV,
        ["--labels", "cat", "cow", "dog"],
        "labels ['cat', 'cow', 'dog'] name some of the columns ['cat', 'dog'] and not others",
    ),
    (CSV, ["--html", "no/where.html"], "the folder of no/where.html does not exist; create no first."),
    (CSV, ["--smoothing", "-1"], "bad.csv: --smoothing -1.0 is no amount to add to probabilities"),
    (CSV, ["--html", "out.json"], "--html and --json both name out.json; name two files."),
    (CSV, ["--html", "bad.csv"], "--html bad.csv is the file to evaluate; name another."),
    (CSV, ["--html", "x" * 300], "is too long for a file; choose a shorter one."),
    (b"truth,cat,dog\n\xe9,0.5,0.5\n", [], "bad.csv: is not UTF-8 in line 2; save it as UTF-8."),
]


@pytest.mark.parametrize(("contents", "options", "message"), BAD)
def test_bad_input_is_one_line_exit_2_and_nothing_written(folder, capsys, contents, options, message):
    if contents is not None:
        (folder / "bad.csv").write_bytes(contents if isinstance(contents, bytes) else contents.encode())
    before = sorted(folder.iterdir())
    options = ["--json", "out.json", *options]
    assert run("evaluate", "bad.csv", "--target", "truth", "--proba", "cat", "dog", *options) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("skxent: error: ")
    assert err.count("\n") == 1
    assert message in err
    assert sorted(folder.iterdir()) == before


def test_a_class_in_quotes_may_hold_lines(folder, capsys):
    (folder / "q.csv").write_text('y,note,p\n0,"a\nb\nc",0.5\n1,,half\n')
    assert run("evaluate", "q.csv", "--target", "y", "--proba", "p") == 2
    assert "column 'p' is 'half' in line 5" in capsys.readouterr().err


def test_named_columns_are_found_by_name_in_any_order_of_labels(folder, capsys):
    assert run("evaluate", "p.csv", "--target", "truth", "--proba", "cat", "dog", "--labels", "dog", "cat") == 0
    assert "0.8050" in capsys.readouterr().out


@pytest.mark.parametrize("column", ["cat", "dog"])
def test_a_single_column_named_as_a_class_is_that_classs(folder, capsys, column):
    assert run("evaluate", "p.csv", "--target", "truth", "--proba", column) == 0
    out = capsys.readouterr().out
    assert "0.8050" in out
    assert f"{column} read as that of '{column}'" in out


def test_a_single_column_that_contradicts_labels_is_refused(folder, capsys):
    assert run("evaluate", "p.csv", "--target", "truth", "--proba", "cat", "--labels", "cat", "dog") == 2
    assert "rename the column, or put its class last" in capsys.readouterr().err


def test_target_and_prediction_that_look_swapped_are_told(folder, capsys):
    (folder / "s.csv").write_text("y,p\n0,0.9\n1,0.1\n1,0.3\n")
    assert run("evaluate", "s.csv", "--target", "p", "--proba", "y") == 2
    assert "column 'p' holds 3 different labels" in capsys.readouterr().err


def test_labels_that_are_one_number_are_refused(folder, capsys):
    (folder / "n.csv").write_text("y,p\n1,0.9\n1.0,0.1\n")
    assert run("evaluate", "n.csv", "--target", "y", "--proba", "p") == 2
    assert "different as text and the same as numbers" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("proba", "message"), [(["truth"], "cannot be its own prediction"), (["cat", "cat"], "more than once")]
)
def test_columns_that_make_no_sense_are_refused(folder, capsys, proba, message):
    assert run("evaluate", "p.csv", "--target", "truth", "--proba", *proba) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_byte_order_mark_is_read_as_what_it_says(folder, encoding):
    (folder / "bom.csv").write_text(CSV, encoding=encoding)
    assert run("evaluate", "bom.csv", "--target", "truth", "--proba", "cat", "dog") == 0


@pytest.mark.parametrize("name", ["x.zip", "x.gz", "x.xz"])
def test_a_suffix_promises_nothing(folder, name):
    (folder / name).write_text(CSV)
    assert run("evaluate", name, "--target", "truth", "--proba", "cat", "dog") == 0


def test_signs_that_the_terminal_lacks_are_escaped_and_files_written(folder):
    (folder / "c.csv").write_text("y,猫,犬\n猫,0.75,0.25\n犬,0.5,0.5\n", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "skxent.cli",
        "evaluate",
        "c.csv",
        "--target",
        "y",
        "--proba",
        "猫",
        "--json",
        "r.json",
    ]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert "猫" in (folder / "r.json").read_text(encoding="utf-8")


def test_a_reader_that_has_read_enough_is_no_error(folder):
    command = f"{sys.executable} -m skxent.cli evaluate p.csv --target truth --proba cat dog --json r.json | head -c 1"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert (folder / "r.json").exists()


def test_a_folder_is_no_file(folder, capsys):
    assert run("evaluate", folder, "--target", "truth", "--proba", "cat", "dog") == 2
    assert "is a folder; name a file of predictions." in capsys.readouterr().err


def test_a_byte_order_mark_is_no_part_of_a_name(folder):
    (folder / "bom.csv").write_bytes(b"\xef\xbb\xbf" + CSV.encode())
    assert run("evaluate", "bom.csv", "--target", "truth", "--proba", "cat", "dog") == 0


def test_an_interrupt_exits_130(folder, capsys, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("skxent.report.evaluate_file", interrupted)
    assert run("evaluate", "p.csv", "--target", "truth", "--proba", "cat", "dog", "--json", "r.json") == 130
    assert "interrupted; nothing was written" in capsys.readouterr().err
    assert not (folder / "r.json").exists()


@pytest.mark.parametrize("arguments", [[], ["evaluate"], ["demo", "--data", "moon"], ["evaluate", "p.csv"]])
def test_a_wrong_command_exits_2(arguments, folder):
    assert run(*arguments) == 2


def test_help_and_version_answer_without_loading_numpy():
    code = (
        "import sys; from skxent.cli import main\n"
        "try: main(['--version'])\n"
        "except SystemExit: print('numpy' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out == f"skxent {skxent.__version__}\nFalse\n"


def test_the_module_can_be_run():
    done = subprocess.run([sys.executable, "-m", "skxent.cli", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("skxent ")


def test_gates_decide_the_exit_code_and_outputs_are_written_all_the_same(folder, capsys):
    command = ["evaluate", "p.csv", "--target", "truth", "--proba", "cat", "dog"]
    assert run(*command, "--gate", "log_loss < 0.6", "--gate", "accuracy > 0.5") == 0
    assert "passed: p: log_loss < 0.6" in capsys.readouterr().out
    outputs = ["--markdown", "r.md", "--junit", "r.xml", "--json", "r.json"]
    assert run(*command, "--gate", "skill.low > 0", *outputs) == 1
    assert "FAILED: p: skill.low > 0" in capsys.readouterr().out
    assert "**failed**" in (folder / "r.md").read_text()
    assert 'failures="1"' in (folder / "r.xml").read_text()
    assert (folder / "r.json").exists()


@pytest.mark.parametrize("gate", ["logloss < 1", "log_loss", "log_loss < x", "os.system('x')"])
def test_a_bad_gate_is_bad_input_and_nothing_is_written(folder, capsys, gate):
    command = ["evaluate", "p.csv", "--target", "truth", "--proba", "cat", "dog", "--gate", gate, "--markdown", "r.md"]
    assert run(*command) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("skxent: error: ")
    assert "gate" in err
    assert not (folder / "r.md").exists()


def test_two_outputs_that_are_one_file_are_refused(folder, capsys):
    command = ["evaluate", "p.csv", "--target", "truth", "--proba", "cat", "dog", "--markdown", "r", "--junit", "./r"]
    assert run(*command) == 2
    assert "--markdown and --junit both name" in capsys.readouterr().err
