"""What is no table of predictions is refused in one line that says what came, where, and what to do."""

import gzip
import io
import os
import pickle
import sys

import pandas as pd
import pytest

from skxent.report import evaluate_file
from skxent.report._reading._cells import numbers, texts
from skxent.report._reading._sources import open_source

HEADER = "truth,cat,dog\n"
MANY = HEADER + "cat,0.5,0.5\n" * 149_998


def parquet(frame):
    pytest.importorskip("pyarrow")
    file = io.BytesIO()
    frame.to_parquet(file)
    return file.getvalue()


def use(source):
    """Read a source as a report does."""
    columns = ["truth", "cat", "dog"]
    try:
        for chunk in source.chunks(columns, columns[1:]):
            texts("truth", chunk["truth"])
            for name in columns[1:]:
                numbers(name, chunk[name])
    except ValueError as error:
        told = error.told(source.place) if hasattr(error, "told") else None
        raise error if told is None else ValueError(f"{source.name}: {told}") from None


BAD = [
    # name, contents (None: no such file), message
    ("p.csv", None, "no such file; check the path."),
    ("p.parquet", None, "no such file; check the path."),
    ("p.csv", "", "is empty; save it with a header line and a line for each row."),
    ("p.csv", b"\xef\xbb\xbf", "is empty; save it with a header line"),
    ("p.csv", b"\xff\xfe", "is empty; save it with a header line"),
    ("p.csv", HEADER, "has a header and no rows; save it with a line for each row."),
    ("p.csv", HEADER.strip(), "has a header and no rows; save it with a line for each row."),
    ("p.csv", HEADER + "\n\r\n\n", "has a header and no rows; save it with a line for each row."),
    ("p.csv", "\n" + HEADER, "line 1 is blank; write the names"),
    ("p.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is a PNG picture and no text table"),
    ("p.csv", pickle.dumps([1, 2]), "is a pickle and no text table"),
    ("p.csv", gzip.compress(HEADER.encode(), mtime=0), "is compressed by gzip and no text table; unpack it first"),
    ("p.csv", b"PK\x03\x04\x14\x00", "is a zip archive or an Excel workbook and no text table"),
    ("p.csv", b"PAR1....PAR1", "is a Parquet file and no text table; name it .parquet."),
    ("p.csv", b"PAR1,cat,dog\n1,1,1\n", "has no column 'truth'"),
    ("p.csv", b"truth,cat,dog\n\x00,1,2\n", "holds NUL bytes in line 2"),
    ("p.csv", HEADER.encode("utf-16-le"), "holds NUL bytes in line 1"),
    ("p.csv", "猫,犬\n".encode("utf-16-le"), "holds NUL bytes in line 1"),
    ("p.csv", "猫犬狐".encode("utf-16-le"), "is not UTF-8 in line 1"),
    (
        "p.csv",
        b"\xff\xfe" + (HEADER + "cat,1,0\n").encode("utf-16-le") + b"\x00\xd8",
        "is not UTF-16, as its byte-order mark says",
    ),
    ("p.csv", HEADER.encode() + "é,0.5,0.5\n".encode("latin-1"), "is not UTF-8 in line 2; save it as UTF-8."),
    ("p.csv", MANY.encode() + b"\xe9,1,0\n", "is not UTF-8 in line 150000; save it as UTF-8."),
    (
        "p.csv",
        "truth;cat;dog\ncat;0,5;0,5\n",
        "The header is separated by semicolons: save the file with commas. Write decimal commas as points.",
    ),
    (
        "p.csv",
        '"truth";"cat"\n"a";1\n',
        "The header is separated by semicolons: save the file with commas. Write decimal commas as points.",
    ),
    ("p.csv", "truth\tcat\tdog\ncat\t1\t0\n", "The header is separated by tabs: save the file with commas."),
    ("p.csv", "truth|cat|dog\ncat|1|0\n", "The header is separated by pipes: save the file with commas."),
    ("p.tsv", HEADER + "cat,1,0\n", "The header is separated by commas: save the file with tabs, or name it .csv."),
    ("p.csv", "truth,cat\ncat,0.5\n", "has no column 'dog'; its columns are 'truth', 'cat'."),
    (
        "p.csv",
        "truth,Cat,dog\ncat,1,0\n",
        "has no column 'cat'; its columns are 'truth', 'Cat', 'dog'. Did you mean 'Cat'?",
    ),
    ("p.csv", "truth,cat,dog,cat\ncat,1,0,1\n", "line 1 repeats the columns 'cat'; name each once."),
    ("p.csv", ",".join("abcdefghijklmnopqrstuvwxyz") + "\n", "'t', ... (26 in all)."),
    ("p.csv", HEADER + "cat,1,0,9\n", "Expected 3 fields in line 2, saw 4; mend this line."),
    ("p.csv", HEADER + "cat,1\ncat,1,0,9\n", "Expected 3 fields in line 3, saw 4; mend this line."),
    ("p.csv", MANY + "cat,1,0,9\n", "Expected 3 fields in line 150000, saw 4; mend this line."),
    ("p.csv", HEADER + '"a\nb",1,0\ncat,1,0,9\n', "Expected 3 fields in line 4, saw 4; mend this line."),
    ("p.csv", HEADER + "cat,1\n", "column 'dog' is blank in line 2"),
    ("p.csv", HEADER + "cat,1,0\n\ncat,1,0\n", "line 3 is blank; drop it."),
    ("p.csv", MANY + "\n\n" + "cat,1,0\n" * 200_000, "line 150000 is blank; drop it."),
    ("p.csv", HEADER + "cat,1,0\n,,\n", "column 'truth' is blank in line 3; every row needs its label"),
    ("p.csv", HEADER + "cat,1,0\n  \n", "column 'truth' is blank in line 3"),
    ("p.csv", HEADER + '"cat,1,0\ndog,0,1\n', "the row that begins in line 2 opens a quote that is never closed"),
    ("p.csv", MANY + '"cat,1,0\n' + "dog,0,1\n" * 9, "the row that begins in line 150000 opens a quote"),
    (
        "p.csv",
        HEADER + '"cat,1,0\n' + "dog,0,1\n" * 99_999,
        "the row that begins in line 2 has a cell of more than 131072 characters",
    ),
    ("p.csv", HEADER + '"cat,1,0\n"dog",0,1\n', "the row that begins in line 2 has a quoted cell that goes on"),
    (
        "p.csv",
        HEADER + f"{'x' * 200_000},1,0\n",
        "the row that begins in line 2 has a cell of more than 131072 characters",
    ),
    (
        "p.csv",
        HEADER + "cat,,1\n",
        "column 'cat' is blank in line 2; predictions are numbers: drop or mend these rows.",
    ),
    ("p.csv", MANY + "cat,,1\n", "column 'cat' is blank in line 150000"),
    (
        "p.csv",
        MANY + "cat,1,half\n" * 7,
        "column 'dog' is 'half' in lines 150000, 150001, 150002, 150003, 150004, ... (7 in all)",
    ),
    ("p.csv", HEADER + "cat,1,nan\n", "column 'dog' is 'nan' in line 2"),
    ("p.parquet", HEADER + "cat,1,0\n", "is no Parquet file that can be read"),
    ("p.parquet", "", "is no Parquet file that can be read"),
]


@pytest.mark.parametrize(("name", "contents", "message"), BAD, ids=[message[:40] for *_, message in BAD])
def test_bad_input_is_refused_in_one_line(tmp_path, name, contents, message):
    if name.endswith("parquet") and contents is not None:  # what is not there needs no pyarrow to be missed
        pytest.importorskip("pyarrow")
    path = tmp_path / name
    if contents is not None:
        path.write_bytes(contents if isinstance(contents, bytes) else contents.encode())
    with pytest.raises((ValueError, FileNotFoundError)) as caught:
        use(open_source(path))
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["f.csv", "f.parquet"])
def test_folders_and_pipes_are_no_files_of_predictions(tmp_path, name):
    (tmp_path / name).mkdir()
    with pytest.raises(ValueError, match=f"{name}: is a folder; name a file"):
        open_source(tmp_path / name)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / f"pipe{name}")
        with pytest.raises(ValueError, match=f"pipe{name}: is no regular file; save it first"):
            open_source(tmp_path / f"pipe{name}")


def test_what_cannot_be_opened_is_named(tmp_path, monkeypatch):
    path = tmp_path / "p.csv"
    path.write_text(HEADER)

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", refuse)
    with pytest.raises(PermissionError, match=r"p\.csv: cannot be opened: Permission denied"):
        open_source(path)


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
def test_what_is_no_name_of_a_file_is_refused(tmp_path, name):
    with pytest.raises((ValueError, OSError), match=r"x: cannot be opened|a\x00b: no such file"):
        open_source(tmp_path / name)


@pytest.mark.parametrize("raw", [None, 3, [1], pd.Series([1]), b"p.csv"])
def test_what_is_neither_path_nor_frame_is_refused(raw):
    with pytest.raises(ValueError, match="is no source of rows; pass a path, or a pandas or polars DataFrame"):
        open_source(raw)


def test_text_is_text_whatever_its_name_promises(tmp_path):
    (tmp_path / "x.gz").write_text(HEADER + "cat,1,0\n")
    use(open_source(tmp_path / "x.gz"))


def test_a_frame_without_rows_or_columns_is_refused():
    frame = pd.DataFrame({"truth": ["cat"], "cat": [1.0], 1: [0], "1": [0]})
    with pytest.raises(ValueError, match="the frame: has no rows; pass one at least"):
        next(open_source(frame[:0]).chunks(["truth"]))
    with pytest.raises(ValueError, match=r"the frame: has no column 'Truth'; .* Did you mean 'truth'"):
        open_source(frame).require(["Truth"])
    with pytest.raises(ValueError, match="the frame: repeats the columns '1'; name each once"):
        next(open_source(frame).chunks(["1"]))


def test_a_parquet_file_without_rows_or_with_lists_is_refused(tmp_path):
    path = tmp_path / "p.parquet"
    path.write_bytes(parquet(pd.DataFrame({"truth": ["cat"], "cat": [[1.0]]})))
    with pytest.raises(ValueError, match="column 'cat' holds lists or records"):
        next(open_source(path).chunks(["cat"]))
    path.write_bytes(parquet(pd.DataFrame({"truth": ["cat"]})[:0]))
    with pytest.raises(ValueError, match="has no rows; save it with one at least"):
        next(open_source(path).chunks(["truth"]))


def test_a_damaged_parquet_file_is_refused(tmp_path):
    path = tmp_path / "p.parquet"
    whole = parquet(pd.DataFrame({"truth": [str(i) for i in range(999)], "cat": range(999), "dog": 0}))
    for place in range(4, len(whole), 97):
        path.write_bytes(whole[:place] + bytes(byte ^ 255 for byte in whole[place : place + 40]) + whole[place + 40 :])
        said = f"{path}: "  # some damage goes unseen
        try:
            use(open_source(path))
        except ValueError as error:
            said = str(error)
        assert said.startswith(f"{path}: ")
        assert "\n" not in said


def test_a_file_without_line_ends_is_not_held_whole(tmp_path, monkeypatch):
    monkeypatch.setattr("skxent.report._reading._lines._BLOCK", 10)
    monkeypatch.setattr("skxent.report._reading._lines._LONGEST", 100)
    (tmp_path / "p.csv").write_text(HEADER + "x" * 1000)
    with pytest.raises(ValueError, match=r"p\.csv: line 2 is longer than 100 bytes; is this a table"):
        use(open_source(tmp_path / "p.csv"))


def test_parquet_asks_for_pyarrow(tmp_path, monkeypatch):
    (tmp_path / "p.parquet").write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ModuleNotFoundError, match=r"needs pyarrow; install it with: python -m pip install pyarrow"):
        open_source(tmp_path / "p.parquet")


def test_a_parquet_file_that_holds_fewer_rows_than_it_says_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "p.parquet"
    path.write_bytes(parquet(pd.DataFrame({"truth": ["cat"], "cat": [1.0]})))
    monkeypatch.setattr("pyarrow.parquet.ParquetFile.iter_batches", lambda *_, **__: iter(()))
    with pytest.raises(ValueError, match=r"p\.parquet: holds 0 rows, and says that it holds 1; it is damaged"):
        list(open_source(path).chunks(["truth"]))


@pytest.mark.parametrize(
    ("header", "is_row"),
    [("1,0.25", True), ("-0.5,1e-3, .5", True), ("0,1", False), ("-1,1", False), ("0,1.0x", False), ("y,0.25", False)],
)
def test_a_file_without_names_is_told_as_that(tmp_path, header, is_row):
    (path := tmp_path / "rows.csv").write_text(f"{header}\n")
    with pytest.raises(ValueError, match=r"rows\.csv: has no column 'label'; its columns are ") as error:
        evaluate_file(path, target="label", proba="p")
    told = " Are these a row of numbers? Write a line that names the columns before the first."
    assert str(error.value).endswith(told) == is_row


def test_names_of_a_frame_may_be_numbers():
    frame = pd.DataFrame({"-0.5": [0.25], "0.5": [0.75]})
    with pytest.raises(ValueError, match=r"its columns are '-0\.5', '0\.5'\.$"):
        evaluate_file(frame, target="label", proba=["-0.5", "0.5"])
