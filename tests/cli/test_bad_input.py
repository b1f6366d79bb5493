"""Bad input: one line that names file, column and line and says what to do, exit 2, and nothing written."""

import gzip

import pandas as pd
import pytest

from tests.cli.running import COLUMNS, CSV, OUTPUTS, refused, run

LONG = "truth,cat,dog\n" + 70000 * "cat,0.75,0.25\n"  # in two chunks
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
BESIDE = "w,truth,cat,dog\n1,cat,0.5,0.5\n{},dog,0.5,0.5\n"

BAD = [
    # contents (None: no such file), options, message
    (None, [], "bad.csv: no such file; check the path."),
    ("", [], "bad.csv: is empty; save it with a header line and a line for each row."),
    ("truth,cat,dog\n", [], "bad.csv: has a header and no rows; save it with a line for each row."),
    ("truth,cat,dog", [], "bad.csv: has a header and no rows; save it with a line for each row."),
    ("truth,cat\ncat,0.5\n", [], "bad.csv: has no column 'dog'; its columns are 'truth', 'cat'."),
    ("truth,cat,dog,cat\ncat,0.5,0.5,0\n", [], "bad.csv: line 1 repeats the columns 'cat'; name each once."),
    ("truth,Cat,dog\ncat,0.5,0.5\n", [], "bad.csv: has no column 'cat'; its columns are 'truth', 'Cat', 'dog'. Did you mean"),
    ("truth;cat;dog\ncat;0,5;0,5\n", [], "The header is separated by semicolons: save the file with commas. Write decimal commas as points."),
    ("truth\tcat\tdog\ncat\t0.5\t0.5\n", [], "The header is separated by tabs: save the file with commas."),
    ("truth,cat,dog\ncat,0.5,0.5\ndog,,0.5\n", [], "bad.csv: column 'cat' is blank in line 3; predictions are numbers"),
    ("truth,cat,dog\ncat,0.5,half\n", [], "bad.csv: column 'dog' is 'half' in line 2; predictions are numbers"),
    ("truth,cat,dog\ncat,0.5,nan\n", [], "bad.csv: column 'dog' is 'nan' in line 2"),
    ("truth,cat,dog\ncat,0.5,inf\n", [], "bad.csv: the prediction in columns 'cat', 'dog' is NaN or infinite, or sums to infinity, in line 2"),
    ("truth,cat,dog\ncat,0.5\n", [], "bad.csv: column 'dog' is blank in line 2"),
    ("truth,cat,dog\ncat,0.5,0.5,9\n", [], "bad.csv: Expected 3 fields in line 2, saw 4; mend this line."),
    ("truth,cat,dog\ncat,0.5,0.5\n,0.5,0.5\n", [], "bad.csv: column 'truth' is blank in line 3"),
    ("truth,cat,dog\ncat,0.5,0.4\n", [], "bad.csv: the prediction in columns 'cat', 'dog' sums to 0.9 (the worst) in line 2; rows sum to 1: pass --normalize to divide"),
    ("truth,cat,dog\ncat,1.5,-0.5\n", [], "bad.csv: the prediction in columns 'cat', 'dog' is negative (down to -0.5) in line 2"),
    ("truth,cat,dog\ncat,0,0\n", ["--normalize"], "bad.csv: the prediction in columns 'cat', 'dog' sums to 0 in line 2; a row of zeros"),
    ("truth,cat,dog\ncat,0.5,0.5\ncow,0.5,0.5\n", [], "bad.csv: column 'truth' holds 'cow' in line 3; labels are ['cat', 'dog']: mend these labels, or name a column of predictions for each of them."),
    ("truth,cat,dog\ncat,0.5,0.5\n" + 9 * "cow,0.5,0.5\n", [], "in lines 3, 4, 5, 6, 7, ... (9 in all)"),
    ("truth,cat,dog\n0,0.5,0.5\n1,0.5,0.5\n", [], "of several models each has a file of its own"),
    ("truth,cat,dog\ncat ,0.5,0.5\ndog,0.5,0.5\n", [], "column 'truth' holds 'cat ' in line 2; labels are ['cat', 'dog']: 'cat ' is not 'cat'"),
    (CSV, ["--labels", "cat", "cow", "dog"], "labels ['cat', 'cow', 'dog'] name some of the columns ['cat', 'dog'] and not others"),
    (CSV, ["--labels", "cat", "cat"], "bad.csv: labels repeat 'cat'; name every class once."),
    (CSV, ["--labels", "a", "b", "c"], "bad.csv: 2 columns of predictions ['cat', 'dog'] for 3 labels ['a', 'b', 'c']; name one column"),
    (CSV, ["--labels", "a", "b"], "bad.csv: column 'truth' holds ['cat', 'dog'], none of the labels ['a', 'b']; pass --labels with the classes"),
    (CSV, ["--smoothing", "-1"], "bad.csv: --smoothing -1.0 is no amount to add to probabilities"),
    (CSV, ["--smoothing", "nan"], "bad.csv: --smoothing nan is no amount to add to probabilities"),
    (CSV, ["--smoothing", "1e999"], "bad.csv: --smoothing inf is no amount to add to probabilities"),
    (b"truth,cat,dog\n\xe9,0.5,0.5\n", [], "bad.csv: is not UTF-8 in line 2; save it as UTF-8."),
    (LONG.encode() + b"\xe9,0.5,0.5\n", [], "bad.csv: is not UTF-8 in line 70002; save it as UTF-8."),
    (CSV.encode("utf-16-le"), [], "bad.csv: holds NUL bytes in line 1: it is no text table; save it as UTF-8."),
    (gzip.compress(CSV.encode(), mtime=0), [], "bad.csv: is compressed by gzip and no text table; unpack it first, with gunzip."),
    (PNG, [], "bad.csv: is a PNG picture and no text table; name a table."),
    (LONG + "cat,0.7,0.25\n", [], "sums to 0.95 (the worst) in line 70002; rows sum to 1"),
    (LONG + "cow,0.75,0.25\n", [], "column 'truth' holds 'cow' in line 70002"),
    (LONG + "cat,0.7,x\n", [], "column 'dog' is 'x' in line 70002"),
    (LONG + "cat,0.7,0.3,1\n", [], "Expected 3 fields in line 70002, saw 4; mend this line."),
    (LONG + '"cat\n', [], "the row that begins in line 70002 opens a quote that is never closed"),
    (CSV + "\ncat,0.5,0.5\n", [], "bad.csv: line 5 is blank; drop it."),
    ('truth,note,cat,dog\ncat,"a\nb\nc",0.5,0.5\ncat,,half,0.5\n', [], "column 'cat' is 'half' in line 5"),
    (BESIDE.format("-1"), ["--weight", "w"], "bad.csv: column 'w' is -1 in line 3; weights are finite and non-negative: drop or mend"),
    (BESIDE.format("inf"), ["--weight", "w"], "bad.csv: column 'w' is inf in line 3; weights are finite"),
    (BESIDE.format("nan"), ["--weight", "w"], "bad.csv: column 'w' is 'nan' in line 3; weights are numbers"),
    (BESIDE.format("x"), ["--weight", "w"], "bad.csv: column 'w' is 'x' in line 3; weights are numbers"),
    (BESIDE.format(""), ["--weight", "w"], "bad.csv: column 'w' is blank in line 3; weights are numbers"),
    (BESIDE.replace("1,", "0,").format("0"), ["--weight", "w"], "bad.csv: column 'w' is 0 in every row; give at least one row"),
    (BESIDE.format("1e308"), ["--weight", "w"], "bad.csv: column 'w' is at most 1e+308; only ratios count"),
    (BESIDE.format(""), ["--group", "w"], "bad.csv: column 'w' is blank in line 3; every row needs its group"),
    (BESIDE.format(""), ["--slice", "w"], "bad.csv: column 'w' is blank in line 3; every row needs its slice"),
    (BESIDE.format(""), ["--id", "w"], "bad.csv: column 'w' is blank in line 3; every row needs its id"),
    (BESIDE.format("1"), ["--id", "w"], "bad.csv: column 'w' repeats '1' in lines 2, 3; an id names one row: keep one of each, or leave --id out."),
    (CSV, ["--slice", "site"], "bad.csv: has no column 'site'; its columns are 'truth', 'cat', 'dog'."),
    (CSV, ["--weight", "cat"], "bad.csv: column 'cat' is the weight and cannot be a prediction as well."),
    (CSV, ["--id", "cat"], "bad.csv: column 'cat' is the id and cannot be a prediction as well."),
    (CSV, ["--proba-prefix", "c"], "bad.csv: name the columns of predictions by --proba or by --proba-prefix, one of them"),
    (CSV, ["--proba", "truth"], "bad.csv: column 'truth' is the target and cannot be its own prediction"),
    (CSV, ["--proba", "cat"], "bad.csv: --proba names 'cat' more than once; name each once."),
    (CSV, ["--target", "truth"], "bad.csv: --target names 'truth' more than once; name each once."),
    (CSV, ["--proba", "p.csv"], "'p.csv'; its columns are 'truth', 'cat', 'dog'. p.csv is a file: name files before the options."),
    (CSV, ["--proba", "cat,dog"], "'cat,dog'; its columns are 'truth', 'cat', 'dog'. Name 'cat', 'dog' each by itself."),
    (CSV, ["--gate", "logloss < 1"], "gate 'logloss < 1' is on 'logloss'; name one of log_loss, "),
    (CSV, ["--gate", "AUC > 0.5"], "gate 'AUC > 0.5' is on 'AUC'; name one of log_loss, log_loss_bits, label_entropy, excess, skill, perplexity, typical_probability, brier, accuracy, auc. Did you mean 'auc'?"),
    (CSV, ["--gate", "log_loss"], "'log_loss' is no gate; a gate is a metric"),
    (CSV, ["--gate", "log_loss < x"], "'log_loss < x' is no gate; a gate is a metric"),
    (CSV, ["--gate", "os.system('x')"], "is no gate; a gate is a metric"),
    (CSV, ["--gate", "log_loss.regression < 1"], "there is none; pass --baseline FILE."),
    (CSV, ["--baseline", "none.csv"], "baseline none.csv: no such file; name the file of the baseline's predictions."),
    (CSV, ["--baseline", "bad.csv"], "--baseline bad.csv is the file to evaluate; name the predictions of another model."),
]  # fmt: skip


@pytest.mark.parametrize(("contents", "options", "message"), BAD)
def test_bad_input_is_one_line_exit_2_and_nothing_written(folder, capsys, contents, options, message):
    if contents is not None:
        (folder / "bad.csv").write_bytes(contents if isinstance(contents, bytes) else contents.encode())
    before = sorted(folder.iterdir())
    told = refused(capsys, "evaluate", "bad.csv", *COLUMNS, *options, *OUTPUTS)
    assert message in told
    for words in ("labels=", "proba=", "baseline=", "scale=", "normalize=", "smoothing=", "y_true", "y_proba"):
        assert words not in told
    assert sorted(folder.iterdir()) == before


def test_ids_that_are_repeated_far_apart_are_told(folder, capsys):
    rows = "".join(f"{i},cat,0.5,0.5\n" for i in range(70000))
    (folder / "p.csv").write_text(f"n,truth,cat,dog\n{rows}7,cat,0.5,0.5\n")
    assert "column 'n' repeats '7' in lines 9, 70002;" in refused(capsys, "evaluate", "p.csv", *COLUMNS, "--id", "n")


@pytest.mark.parametrize("rows", [201, 70000])
def test_a_slice_of_many_values_is_refused_with_its_file(folder, capsys, rows):
    (folder / "p.csv").write_text("n,truth,cat,dog\n" + "".join(f"{i},cat,0.5,0.5\n" for i in range(rows)))
    told = refused(capsys, "evaluate", "p.csv", *COLUMNS, "--slice", "n")
    assert told.startswith("p.csv: slice 'n' has more than 200 values; name a column of few values")


def test_slices_may_have_too_many_values_only_together(folder, capsys, monkeypatch):
    monkeypatch.setattr("skxent.report._reading._lockstep._STEP", 2)  # no progress
    rows = "".join(f"{i // 500},cat,0.5,0.5\n" for i in range(150_000))  # each chunk has less than 200
    (folder / "p.csv").write_text(f"n,truth,cat,dog\n{rows}")
    assert "p.csv: slice 'n' has more than 200" in refused(capsys, "evaluate", "p.csv", *COLUMNS, "--slice", "n")


def test_names_of_columns_are_never_taken_for_arrays_or_options(folder, capsys):
    (folder / "p.csv").write_text("y_true,y_proba,labels=x\na,0.5,half\n")
    told = refused(capsys, "evaluate", "p.csv", "--target", "y_true", "--proba", "y_proba", "labels=x")
    assert told.startswith("p.csv: column 'labels=x' is 'half' in line 2;")
    (folder / "p.csv").write_text("y_true,y_proba,b\nb,0.5,0.6\n")
    told = refused(capsys, "evaluate", "p.csv", "--target", "y_true", "--proba", "y_proba", "b")
    assert told.startswith("p.csv: the prediction in columns 'y_proba', 'b' sums to 1.1")


@pytest.mark.parametrize("name", ["p.csv", "p.parquet"])
def test_a_parquet_file_is_one_by_name_and_contents(folder, capsys, name):
    pytest.importorskip("pyarrow")
    frame = pd.DataFrame({"truth": ["cat", "cat"], "cat": [0.5, 0.5], "dog": [0.5, 0.4]})
    frame.to_parquet(folder / "p.parquet")
    if name == "p.csv":
        (folder / "p.parquet").rename(folder / name)
    wanted = (
        "is a Parquet file and no text table; name it .parquet."
        if name == "p.csv"
        else "sums to 0.9 (the worst) in row 1;"
    )
    assert wanted in refused(capsys, "evaluate", name, *COLUMNS)


@pytest.mark.parametrize("files", [["bad.csv"], ["p.csv", "bad.csv"]])
@pytest.mark.parametrize(
    ("contents", "said"),
    [
        (b"y,p\n", "has a header and no rows"),
        (b"y,p\n0,0.5,9\n", "Expected 2 fields in line 2, saw 3"),
        (b"y,p\n1,0.5\n\xe9,0.5\n", "is not UTF-8 in line 3"),
        (b"y,p\n1,0.5\n,0.5\n", "column 'y' is blank in line 3"),
    ],
)
def test_a_file_is_named_once(folder, capsys, files, contents, said):
    (folder / "p.csv").write_text("y,p\n0,0.1\n1,0.9\n")
    (folder / "bad.csv").write_bytes(contents)
    assert refused(capsys, "evaluate", *files, "--target", "y", "--proba", "p").startswith(f"bad.csv: {said}")


@pytest.mark.parametrize("name", ["p.json", "p.xlsx", "P.JSONL", "p.feather"])
def test_a_file_that_is_named_as_another_format_is_refused(folder, capsys, name):
    told = refused(capsys, "evaluate", name, *COLUMNS)
    assert told == f"{name}: no such file; check the path."
    (folder / name).write_text(CSV)
    told = refused(capsys, "evaluate", name, *COLUMNS)
    assert told.startswith(f"{name}: is named as ")
    assert told.endswith("; CSV, TSV (.tsv) and Parquet (.parquet) are read: save its table as one of them.")


def test_a_folder_and_a_pipe_are_no_files(folder, capsys):
    assert "is a folder; name a file of predictions." in refused(capsys, "evaluate", folder, *COLUMNS)
    assert "is no regular file; save it first." in refused(capsys, "evaluate", "/dev/null", *COLUMNS)


ONE = [
    # contents, options, message
    ("y,p\n0,0.9\n1,0.1\n1,0.3\n", ["--target", "p", "--proba", "y"], "column 'p' holds 3 different labels, '0.1', '0.3', '0.9', and there is one column of predictions; are --target and --proba swapped"),
    ("y,p\n" + "".join(f"{i},0.5\n" for i in range(1500)), ["--target", "y", "--proba", "p"], "column 'y' holds more than 1000 different labels, such as '0', '1', '2', '3', '4', and there is one column of predictions; are --target"),
    ("y,p\nyes,0.9\nno,0.1\nyes ,0.3\n", ["--target", "y", "--proba", "p"], "column 'y' holds 3 different labels, 'no', 'yes', 'yes ', and there is one column of predictions; 'yes' and 'yes ' differ in case or blanks only: write them alike."),
    ("y,p\nno,0.9\nYes,0.1\nb,0.1\nyes,0.3\n", ["--target", "y", "--proba", "p"], "column 'y' holds 4 different labels, 'Yes', 'b', 'no', 'yes', and there is one column of predictions; 'Yes' and 'yes' differ in case or blanks only: write them alike."),
    ("y,p\n1,0.9\n1.0,0.1\n", ["--target", "y", "--proba", "p"], "different as text and the same as numbers"),
    ("y,p\n1,0.9\n1,0.1\n", ["--target", "y", "--proba", "p"], "and there is the label '1' alone; pass --labels NEGATIVE POSITIVE, or a column for each class."),
    ("y,p\n1,0.9\n0,0.1\n", ["--target", "y", "--proba", "p", "--labels", "1"], "and there is the label '1' alone; pass --labels NEGATIVE POSITIVE"),
    ("y,p\n1,0.9\n0,0.1\n", ["--target", "y", "--proba", "p", "--labels", "0", "1", "2"], "and there are 3 labels; pass --labels NEGATIVE POSITIVE"),
    ("y,p\n1,0.9\n0,0.1\n", ["--target", "y", "--proba", "p", "--labels", "no", "yes"], "column 'y' holds '1', '0' in lines 2, 3; labels are ['no', 'yes']"),
    ("y,p\n1,0.9\n0,0.1\n", ["--target", "y", "--proba", "p", "--normalize"], "--normalize divides rows by their sums, and the prediction in column 'p' (n,) has none"),
    ("y,p\n1,1.5\n0,0.1\n", ["--target", "y", "--proba", "p"], "the prediction in column 'p' is 1.5 (the first) in line 2;"),
    (CSV, ["--target", "truth", "--proba", "cat", "--labels", "cat", "dog"], "rename the column, or put its class last"),
    ("t,u,a,b\n1,0,.5,.5\n1,1,.5,.5\n", ["--target", "t", "--target", "u", "--proba", "a", "b"], "the target in columns 't', 'u' sums to 2 (the worst) in line 3;"),
    ("t,u,a,b\n1,0,.5,.5\n", ["--target", "t", "--target", "u", "--proba", "a"], "2 columns of target distributions for 1 of predictions"),
    ("y,p_a\na,1\n", ["--target", "y", "--proba-prefix", "q"], "no column begins with 'q'; its columns are 'y', 'p_a'."),
    ("y,p_a\na,1\n", ["--target", "y", "--proba-prefix", ""], "an empty prefix begins every column; name the predictions by --proba."),
    ("p_y,p_a,p_b\na,.5,.5\n", ["--target", "p_y", "--proba-prefix", "p_"], "column 'p_y' is the target and cannot be a prediction as well. Every column that begins with 'p_' is; name them by --proba."),
    ("y,p_a,p_b,p_w\na,.5,.5,1\n", ["--target", "y", "--proba-prefix", "p_", "--weight", "p_w"], "column 'p_w' is the weight and cannot be a prediction as well."),
    ("y," + ",".join(f"k{i}" for i in range(300)) + "\nx,1" + 299 * ",0" + "\n", ["--target", "y", "--proba-prefix", "k"], "'49', ... (300 in all)] are none of the labels ['x']"),
    ("y,1,2\n1.0,.5,.5\n2.0,.4,.6\n", ["--target", "y", "--proba", "1", "2"], "columns ['1', '2'] are none of the labels ['1.0', '2.0']; name them as the classes, or pass --labels with one for each."),
]  # fmt: skip


@pytest.mark.parametrize(("contents", "options", "message"), ONE)
def test_columns_and_labels_that_contradict_each_other_are_refused(folder, capsys, contents, options, message):
    (folder / "c.csv").write_text(contents)
    told = refused(capsys, "evaluate", "c.csv", *options)
    assert told.startswith("c.csv: ")
    assert message in told


WRONG = [
    ([], "arguments are required: COMMAND"),
    (["evaluate"], "required: PREDICTIONS; name files before the options, or at the end after --"),
    (["evaluate", *COLUMNS, "p.csv"], "required: PREDICTIONS; name files before the options, or at the end after --"),
    (["evaluate", *COLUMNS, "--slice", "truth", "p.csv"], "name files before the options"),
    (["evaluate", *COLUMNS, "--labels", "cat", "dog", "p.csv"], "name files before the options"),
    (["evaluate", "p.csv", *COLUMNS, "--htlm", "x"], "unrecognized arguments: --htlm x; did you mean --html?"),
    (["evaluate", "p.csv", *COLUMNS, "--no-row"], "did you mean --no-rows?"),
    (["evaluate", "p.csv", "--target", "truth", "cat", "--proba", "cat"], "unrecognized arguments: cat; an option of one value is given again for another"),
    (["compare", "p.csv", "q.csv", *COLUMNS, "--weigth", "w"], "unrecognized arguments: --weigth w; did you mean --weight?\n"),
    (["evaluate", "p.csv", *COLUMNS, "--colour", "w"], "unrecognized arguments: --colour w\n"),
    (["evaluate", "p.csv", *COLUMNS, "--seed", "-1"], "--seed: -1 is no seed; give a whole number from 0 to 4294967295"),
    (["evaluate", "p.csv", *COLUMNS, "--seed", "x"], "--seed: x is no seed"),
    (["evaluate", "p.csv", *COLUMNS, "--smoothing", "x"], "--smoothing: invalid float value: 'x'"),
    (["evaluate", "p.csv", *COLUMNS, "--scale", "prob"], "--scale: invalid choice: 'prob'"),
    (["demo", "--data", "moon"], "--data: invalid choice: 'moon'"),
    (["demo", "p.csv"], "unrecognized arguments: p.csv"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_a_wrong_command_exits_2_and_says_what_to_do(folder, capsys, arguments, message):
    assert run(*arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert err.startswith("usage: skxent")
