"""``evaluate_file``: the same numbers from every kind of table, however it is cut into chunks."""

import itertools
import math
from functools import partial

import numpy as np
import pandas as pd
import pytest

from skxent.report import _files, evaluate_file, evaluate_predictions

RNG = np.random.default_rng(0)
N, LABELS = 500, ["cow", "ant", "bee"]  # the columns' order, which is not the alphabet's
LOGITS = 1.5 * RNG.normal(size=(N, 3))
P, Q = (np.exp(z) / np.exp(z).sum(axis=1, keepdims=True) for z in (LOGITS, LOGITS + RNG.normal(size=(N, 3))))
Y = np.array(LABELS)[(np.log(P) + RNG.gumbel(size=P.shape)).argmax(axis=1)]
T = RNG.dirichlet(np.ones(3), N)
W = np.where(np.arange(N) % 7, RNG.uniform(0, 3, N), 0.0)
GROUP, SITE = RNG.integers(0, 60, N), np.where(RNG.random(N) < 0.3, "x", "y")
FRAME = pd.DataFrame(
    {"id": [f"r{i}" for i in range(N)], "y": Y, "w": W, "g": GROUP, "s": SITE}
    | {f"t_{label}": T[:, k] for k, label in enumerate(LABELS)}
    | {f"p_{label}": P[:, k] for k, label in enumerate(LABELS)}
)
OTHER = FRAME.assign(**{f"p_{label}": Q[:, k] for k, label in enumerate(LABELS)})
PROBA = [f"p_{label}" for label in LABELS]
TARGETS = [f"t_{label}" for label in LABELS]
BESIDE = {"weight": "w", "group": "g", "slices": "s", "id": "id"}
ARRAYS = {"sample_weight": W, "groups": GROUP.astype(str), "slices": {"s": SITE}, "ids": FRAME["id"].tolist()}
evaluated = partial(evaluate_file, target="y", proba_prefix="p_", timestamp=False)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    FRAME.to_csv("new.csv", index=False)
    OTHER[OTHER.columns[::-1]].assign(note="of two\nlines").to_csv("old.csv", index=False)
    return tmp_path


def leaves(record, at=""):
    """Return what stands in a record, by where it stands; of calibration and the like without where it is read from."""
    if isinstance(record, dict):
        return {k: v for key, one in record.items() for k, v in leaves(one, f"{at}/{key}").items()}
    if isinstance(record, list | tuple):
        return {k: v for i, one in enumerate(record) for k, v in leaves(one, f"{at}/{i}").items()}
    return {at: record}


HOW = ("/aligned", "/name", "/row_word", "/read_from", "/row", "/created", "/how", "/reproduce", "/schema_version")


def same(a, b, *, but=(), tol=1e-9):
    """Assert that two evaluations hold the same, but for how their rows were read."""
    left, right = leaves(a.to_dict()), leaves(b.to_dict())
    assert left.keys() == right.keys()
    for key, one in left.items():
        if key.endswith(HOW) or "/input_hash/" in key or any(part in key for part in but):
            continue
        if isinstance(one, float):
            assert right[key] == pytest.approx(one, rel=tol, abs=tol, nan_ok=True), key
        else:
            assert right[key] == one, key


def cut(monkeypatch, *sizes):
    """Read each table in chunks of its own size."""
    opened, turns = _files.open_source, itertools.cycle(sizes)
    monkeypatch.setattr(_files, "open_source", lambda raw: opened(raw, rows_a_chunk=next(turns)))


@pytest.mark.parametrize("target", ["y", TARGETS])
@pytest.mark.parametrize("beside", [[], ["weight"], ["weight", "slices", "id"], ["group"], list(BESIDE)])
def test_a_file_gives_the_numbers_of_the_arrays(folder, target, beside):
    arrays = {"weight": "sample_weight", "group": "groups", "slices": "slices", "id": "ids"}
    truth = Y if target == "y" else pd.DataFrame(T, columns=LABELS)
    options = {arrays[role]: ARRAYS[arrays[role]] for role in beside}
    wanted = evaluate_predictions(truth, {"new": P, "old": Q}, labels=LABELS, timestamp=False, **options)
    options = {"target": target, "proba": PROBA, "labels": LABELS, **{role: BESIDE[role] for role in beside}}
    found = evaluate_file({"new": "new.csv", "old": "old.csv"}, timestamp=False, **options)
    # The bands of the calibration are of rows where groups are not kept by bin.
    same(wanted, found, but=("/calibration/",) if "group" in beside else ())
    for a, b in zip(wanted.models, found.models, strict=True):
        for metric in ("log_loss", "brier", "accuracy", "skill"):
            assert b.headline[metric].value == pytest.approx(a.headline[metric].value, rel=1e-12)


@pytest.mark.parametrize("sizes", [(1, 1), (1, 500), (7, 64), (333, 10), (499, 500)])
@pytest.mark.parametrize("target", ["y", TARGETS])
def test_chunks_may_be_cut_anywhere_and_in_each_file_elsewhere(folder, monkeypatch, sizes, target):
    files = {"new": "new.csv", "old": "old.csv"}
    options = {"target": target, "proba": PROBA, "labels": LABELS, **BESIDE}
    whole = evaluate_file(files, timestamp=False, **options)
    cut(monkeypatch, *sizes)
    parts = evaluate_file(files, timestamp=False, **options)
    same(whole, parts, tol=1e-11)
    assert [row.row for row in parts.models[1].worst_rows] == [row.row for row in whole.models[1].worst_rows]


def test_a_frame_gives_the_numbers_of_its_arrays():
    wanted = evaluate_predictions(Y, {"new": P, "old": Q}, labels=LABELS, timestamp=False, **ARRAYS)
    same(wanted, evaluated({"new": FRAME, "old": OTHER}, **BESIDE))


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_frames_of_any_library_are_the_same(library):
    frame, other = FRAME, OTHER
    if library == "polars":
        polars = pytest.importorskip("polars")
        frame, other = polars.DataFrame(FRAME.to_dict("list")), polars.DataFrame(OTHER.to_dict("list"))
    found = evaluated({"a": frame, "b": other}, **BESIDE)
    same(evaluated({"a": FRAME.set_index("w", drop=False), "b": OTHER}, **BESIDE), found)
    assert found.to_dict()["data"]["row_word"] == "row"
    assert evaluated(frame).models[0].name == "frame"


def test_text_files_and_parquet_are_the_same(folder):
    FRAME.to_csv("new.tsv", index=False, sep="\t")
    wanted = evaluated("new.csv", **BESIDE)
    same(wanted, evaluated(folder / "new.tsv", **BESIDE))
    pytest.importorskip("pyarrow")
    FRAME.to_parquet("new.parquet")
    found = evaluated({"new": "new.parquet"}, **BESIDE)
    same(wanted, found)
    rows = [[row.row for row in one.models[0].worst_rows] for one in (wanted, found)]
    assert rows[0] == [row + 2 for row in rows[1]]  # lines from 1, the header among them
    assert [one.to_dict()["data"]["row_word"] for one in (wanted, found)] == ["line", "row"]


def test_kinds_of_tables_may_be_mixed(folder):
    same(evaluated({"a": "new.csv", "b": "old.csv"}), evaluated({"a": FRAME, "b": folder / "old.csv"}))


@pytest.mark.parametrize(
    ("path", "baseline", "models", "named"),
    [
        ("new.csv", "old.csv", ["new", "old"], "old"),
        ("new.csv", OTHER, ["new", "baseline"], "baseline"),
        (FRAME, OTHER, ["frame", "baseline"], "baseline"),
        (FRAME, "old.csv", ["frame", "old"], "old"),
        ({"a": FRAME, "b": OTHER}, "b", ["a", "b"], "b"),
        ({"a": FRAME, "old": OTHER}, "old.csv", ["a", "old", "old (baseline)"], "old (baseline)"),
        ({"baseline": FRAME}, OTHER, ["baseline", "baseline (baseline)"], "baseline (baseline)"),
        ({1: "new.csv"}, "old.csv", ["1", "old"], "old"),
    ],
)
def test_a_baseline_is_a_file_a_frame_or_a_name(folder, path, baseline, models, named):
    found = evaluated(path, baseline=baseline)
    assert [model.name for model in found.models] == models
    assert found.baseline == named
    losses = {model.name: model.tally.loss.log_loss for model in found.models}
    regression = found.check("log_loss.regression < 0").results[0].value
    assert regression == pytest.approx(losses[models[0]] - losses[named])


def test_a_baseline_is_never_taken_for_the_model_of_its_name(folder):
    pd.DataFrame({"y": [0, 1], "old": [0.25, 0.75]}).to_csv("c.csv", index=False)
    pd.DataFrame({"y": [0, 1], "old": [0.5, 0.5]}).to_csv("old.csv", index=False)
    found = evaluate_file("c.csv", target="y", proba="old", baseline="old.csv")
    assert [model.name for model in found.models] == ["c", "old"]
    assert [model.tally.loss.n_rows for model in found.models] == [2, 2]
    assert found.models[1].tally.loss.log_loss == pytest.approx(math.log(2))


@pytest.mark.parametrize(("proba", "target"), [(["0", "1"], "2"), ([0, 1], 2)])
def test_columns_may_be_numbers(proba, target):
    frame = pd.DataFrame([[0.5, 0.5, 0], [0.25, 0.75, 1]])
    found = evaluate_file(frame, target=target, proba=proba)
    assert found.models[0].tally.loss.log_loss == pytest.approx((math.log(2) + math.log(4 / 3)) / 2)


def test_labels_of_frames_are_their_text():
    frame = pd.DataFrame({"y": [True, False, True], "n": [1, 0, 1], "p": [0.75, 0.5, 0.5]})
    for target, labels in (("y", ("False", "True")), ("n", ("0", "1"))):
        found = evaluate_file(frame, target=target, proba="p")
        assert found.facts.labels == labels
        assert found.models[0].headline["log_loss_bits"].value == pytest.approx((math.log2(4 / 3) + 2) / 3)


def test_rows_are_named_by_the_lines_in_which_they_begin(folder):
    (folder / "q.csv").write_text('y,note,p\n0,"a\nb\nc",0.5\n1,,0.25\n0,"d\ne",0.125\n1,,0.0625\n')
    found = evaluate_file("q.csv", target="y", proba="p", weight=None)
    assert [(row.row, row.probability) for row in found.models[0].worst_rows] == [
        (8, 0.0625),
        (5, 0.25),
        (2, 0.5),
        (6, 0.875),
    ]


def test_without_rows_no_row_is_told(folder):
    found = evaluated("new.csv", id="id", rows=False)
    assert not found.models[0].worst_rows
    assert "r17" not in found.to_json() + found.to_html()


def test_numbers_are_read_to_the_last_bit(folder):
    found = evaluated("new.csv")
    assert found.models[0].tally.loss.log_loss == pytest.approx(
        -np.log(P[np.arange(N), [LABELS.index(label) for label in Y]]).mean(), rel=1e-14
    )


def test_progress_is_told_only_if_it_is_asked_for(folder, monkeypatch, capsys):
    cut(monkeypatch, 100)
    for verbose in (0, 1):
        evaluated(FRAME, verbose=verbose)
        assert capsys.readouterr().err.splitlines() == [
            f"frame: {share}%, {5 * share} rows" for share in (20, 40, 60, 80) if verbose
        ]


REFUSED = [
    ({"path": {}}, "path is empty; pass one model"),
    ({"path": 3}, "int is no source of rows; pass a path, or a pandas or polars DataFrame."),
    ({"path": ["new.csv"]}, "list is no source of rows"),
    ({"path": {"a": FRAME, "b": OTHER[::-1]}}, "the frame: column 'y' is '"),
    ({"path": FRAME[:0]}, "the frame: has no rows; pass one at least."),
    ({"path": FRAME.assign(w=-1.0), "weight": "w"}, "the frame: column 'w' is -1 in rows 0, 1, 2, 3, 4, ... (500 in all);"),
    ({"path": FRAME.assign(p_ant=0.9)}, "the frame: the prediction in columns 'p_cow', 'p_ant', 'p_bee' sums to "),
    ({"path": FRAME.assign(y="x")}, "the frame: columns ['cow', 'ant', 'bee'] are none of the labels ['x']"),
    ({"target": None}, "new.csv: name the column of the labels; its columns are 'id', 'y', 'w',"),
    ({"target": 3}, "new.csv: has no column '3'"),
    ({"target": ["y", "y"]}, "new.csv: target names 'y' more than once; name each once."),
    ({"proba": "p_ant"}, "new.csv: name the columns of predictions by proba or by proba_prefix, one of them"),
    ({"labels": "x"}, "new.csv: 3 columns of predictions ['cow', 'ant', 'bee'] for 1 label ['x']"),
    ({"labels": [1, 2, 3]}, "new.csv: column 'y' holds ['ant', 'bee', 'cow'], none of the labels ['1', '2', '3']; pass labels="),
    ({"slices": "id"}, "new.csv: slice 'id' has more than 200 values"),
    ({"slices": 3}, "new.csv: has no column '3'"),
    ({"id": "g"}, "new.csv: column 'g' repeats "),
    ({"weight": "y"}, "new.csv: column 'y' is the target and cannot be the weight as well; name another."),
    ({"group": "y"}, "new.csv: column 'y' is the target and cannot be the group as well; name another."),
    ({"weight": "p_ant"}, "new.csv: column 'p_ant' is the weight and cannot be a prediction as well."),
    ({"baseline": "none"}, "baseline none: no such file; name the file of the baseline's predictions."),
    ({"path": {"a": "new.csv", "b": "old.csv"}, "baseline": "none"}, "baseline none: no such file; name one of 'a', 'b', or the file of the baseline's predictions."),
    ({"baseline": 3}, "int is no source of rows"),
    ({"scale": "x"}, "new.csv: scale='x' is unknown; pass one of"),
    ({"smoothing": "a"}, "new.csv: smoothing='a' is no amount to add to probabilities"),
    ({"path": {"a": "new.csv", "b": "old.csv"}, "labels": ["cow", "ant", "x"]}, "new.csv: labels ['cow', 'ant', 'x'] name some"),
    ({"path": {"a": "new.csv", "b": "old.csv"}, "target": TARGETS}, "old.csv: columns of predictions come in another order than in new.csv"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "message"), REFUSED)
def test_what_cannot_be_evaluated_is_refused(folder, given, message):
    options = {"path": "new.csv", **given}
    with pytest.raises((ValueError, FileNotFoundError)) as error:
        evaluated(**options)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("size", [1, 3, 65536])
@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("cat,0.5,0.4,1", "sums to 0.9 (the worst) in line 9;"),
        ("cow,0.5,0.5,1", "column 'truth' holds 'cow' in line 9;"),
        ("cat,x,0.5,1", "column 'cat' is 'x' in line 9;"),
        ("cat,0.5,0.5,-2", "column 'w' is -2 in line 9;"),
        ("cat,0.5,0.5,1,1", "Expected 4 fields in line 9, saw 5;"),
        ("", "line 9 is blank; drop it."),
    ],
)
def test_lines_are_right_in_every_chunk(folder, monkeypatch, size, row, message):
    cut(monkeypatch, size)
    good = "cat,0.75,0.25,1\n"
    (folder / "c.csv").write_text(f'truth,cat,dog,w\n{6 * good}"cat",0.5,0.5,1\n{row}\n{3 * good}')
    with pytest.raises(ValueError, match=r"c\.csv: ") as error:
        evaluate_file("c.csv", target="truth", proba=["cat", "dog"], weight="w")
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("scale", "first", "second"),
    [("proba", "1,0", ".5,.5"), ("log_proba", "0,-inf", "-1,-0.45867514538708193"), ("logit", "1,0", "2,2")],
)
def test_a_part_may_hold_nothing_but_rows_of_no_weight(folder, monkeypatch, scale, first, second):
    (folder / "w.csv").write_text(f"y,a,b,w\na,{first},0\nb,{first},0\na,{second},1\nb,{second},1\n")
    options = {"target": "y", "proba": ["a", "b"], "weight": "w", "scale": scale, "timestamp": False}
    whole = evaluate_file("w.csv", **options)
    cut(monkeypatch, 1)
    same(whole, evaluate_file("w.csv", **options))


def test_losses_beyond_the_squares_of_float64_add_up_over_parts(folder, monkeypatch):
    (folder / "z.csv").write_text("y,a,b\na,2,-1\nb,1e308,-1e306\n")
    cut(monkeypatch, 1)
    found = evaluate_file("z.csv", target="y", proba=["a", "b"], scale="logit").models[0].headline["log_loss"]
    assert math.isclose(found.value, 5.05e307)
    assert math.isnan(found.low)


@pytest.mark.parametrize(
    ("labels", "last"), [(["1", "nan"], "nan"), (["1_0", "9"], "9"), (["10", "9"], "10"), (["inf", "9"], "inf")]
)
@pytest.mark.parametrize("turn", [1, -1])
def test_the_last_of_two_labels_is_the_same_in_any_order_of_the_rows(folder, labels, last, turn):
    rows = [f"{label},{0.9 if label == last else 0.1}\n" for label in labels]
    (folder / "o.csv").write_text("".join(["y,p\n", *rows[::turn]]))
    found = evaluate_file("o.csv", target="y", proba="p")
    assert f"p read as that of {last!r}" in found.how
    assert math.isclose(found.models[0].headline["log_loss"].value, -math.log(0.9))


CHANGED = ["", "y,p,id\n", "y,p,id\nno,.5,1\n", "p,y,id\n.5,no,1\n.1,yes,1\n", "y,p,id\nno,.5,1\nyes,.5,2\nyes,.5,3\n"]


@pytest.mark.parametrize("ids", ["12", "11"])  # the last pass looks for repeated ids, else it is that of the digest
@pytest.mark.parametrize("which", range(3))
@pytest.mark.parametrize("contents", CHANGED)
def test_a_file_that_changes_before_it_is_read_again_is_refused(folder, monkeypatch, contents, which, ids):
    path = folder / "c.csv"
    path.write_text(f"y,p,id\nno,.1,{ids[0]}\nyes,.5,{ids[1]}\n")
    passes, opened = itertools.count(), _files.open_source

    def change(read, *given, **options):
        if next(passes) == which:
            path.write_text(contents)
        return read(*given, **options)

    def changing(raw):
        source = opened(raw)
        for name in ("chunks", "digest"):
            monkeypatch.setattr(source, name, partial(change, getattr(source, name)))
        return source

    monkeypatch.setattr(_files, "open_source", changing)
    with pytest.raises(ValueError, match=r"c\.csv: has changed while it was read; evaluate it when it is whole"):
        evaluate_file(path, target="y", proba="p", id="id")


LONG = "x" * 100_000


@pytest.mark.parametrize(
    ("contents", "options"),
    [
        (f"y,a,b\n{LONG},1,0\n", {}),
        (f"y,a,b\na,1,0\n{LONG},1,0\n", {}),
        (f"y,a,b\nA,1,0\nb{LONG},1,0\n", {}),
        (f"y,a,b\n{LONG},1,0\n", {"labels": ["0", "1"]}),
        (f"y,a,b\n{LONG},1,0\n", {"proba": "a"}),
        (f"y,a,{LONG}\na,1,0\n", {"proba": None}),
        (f"y,a,{LONG}\na,1,0\n", {"proba": None, "proba_prefix": "q"}),
        (f"y,{LONG},x\na,1,0\n", {"proba": None, "proba_prefix": "x"}),
        (f"y,{LONG},xx\na,1,z\n", {"proba": None, "proba_prefix": "x"}),
        (f"y,{LONG},xx\na,z,1\n", {"proba": None, "proba_prefix": "x"}),
        (f"y,{LONG},xx\nx,0.5,1\n", {"proba": None, "proba_prefix": "x"}),
        (f"y,a,b,i\na,1,0,{LONG}\na,1,0,{LONG}\n", {"id": "i"}),
        (f"y,a,b,i\na,1,0,{LONG}\n", {"id": "i", "baseline": "o.csv"}),
    ],
)
def test_a_refusal_is_short_whatever_cells_hold(folder, contents, options):
    (folder / "l.csv").write_text(contents)
    (folder / "o.csv").write_text("y,a,b,i\na,1,0,1\n")
    with pytest.raises(ValueError, match=r"l\.csv: |o\.csv: ") as error:
        evaluate_file("l.csv", **{"target": "y", "proba": ["a", "b"], **options})
    assert len(str(error.value)) < 700


def test_a_label_of_a_single_column_that_is_blank_is_refused_by_its_line(folder):
    (folder / "blank.csv").write_text("y,p\nno,0.2\n,0.4\nyes,0.7\n")
    with pytest.raises(ValueError, match=r"^blank\.csv: column 'y' is blank in line 3; every row needs its label"):
        evaluate_file("blank.csv", target="y", proba="p")


def test_other_labels_beside_the_same_ids_are_to_be_mended(folder):
    (folder / "one.csv").write_text("id,y,a,b\n1,a,.5,.5\n2,b,.5,.5\n")
    (folder / "two.csv").write_text("id,y,a,b\n1,a,.5,.5\n2,a,.5,.5\n")
    with pytest.raises(ValueError, match="the ids before it are the same: mend the label in one of them"):
        evaluate_file({"one": "one.csv", "two": "two.csv"}, target="y", proba=["a", "b"], id="id")
