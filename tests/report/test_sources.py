"""Sources give the same cells whatever they are read from and however they are cut."""

import csv
import hashlib
import io
from importlib.util import find_spec

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from skxent.report._reading._cells import numbers, texts
from skxent.report._reading._sources import open_source

TABLE = 'id,truth,note,cat,dog\n1,cat,"a\nb\nc",0.1,0.9\n2,dog,,0.30000000000000004,0.7\n3,cat,"x, ""y""\r\nz",1e-3,0.999\n4,dog,plain,.5,5e-1\n'
LINES = [2, 5, 6, 8]
FRAME = pd.DataFrame({"id": [1, 2, 3], "truth": ["cat", "dog", "cat"], "cat": [0.1, 0.7, 0.30000000000000004]})
SIZES = [1, 2, 3, 7, 65536]


def write(folder, contents, name="p.csv"):
    path = folder / name
    path.write_bytes(contents if isinstance(contents, bytes) else contents.encode())
    return path


def read(source, columns=None, numeric=()):
    return pd.concat(source.chunks(source.columns if columns is None else columns, numeric))


def cells(source):
    return {name: column.tolist() for name, column in read(source).items()}


@pytest.mark.parametrize("size", SIZES)
def test_chunks_of_any_size_joined_are_the_whole(tmp_path, size):
    source = open_source(write(tmp_path, TABLE), rows_a_chunk=size)
    header, *rows = csv.reader(io.StringIO(TABLE, newline=""))
    assert source.columns == header
    chunks = list(source.chunks(["note", "id", "dog"]))
    assert all(isinstance(chunk.index, pd.RangeIndex) and 0 < len(chunk) <= size for chunk in chunks)
    whole = pd.concat(chunks)
    assert whole.index.tolist() == [0, 1, 2, 3]
    assert whole.to_numpy().tolist() == [[row[2], row[0], row[4]] for row in rows]
    assert source.progress() == 1


@pytest.mark.parametrize("size", SIZES)
def test_a_row_is_in_the_line_in_which_it_begins(tmp_path, size):
    source = open_source(write(tmp_path, TABLE), rows_a_chunk=size)
    for _ in range(2):  # a second pass forgets the first
        read(source)
        assert [source.line(row) for row in range(4)] == LINES
    assert source.place([2]) == "line 6"
    assert source.place([0, 3]) == "lines 2, 8"


def test_many_lines_are_counted(tmp_path):
    source = open_source(write(tmp_path, "y\n" + 9 * "1\n"))
    read(source)
    assert source.place(range(1, 9)) == "lines 3, 4, 5, 6, 7, ... (8 in all)"


def test_a_header_may_span_lines(tmp_path):
    source = open_source(write(tmp_path, '"y\nor so",p\na,1\n'))
    read(source)
    assert source.columns == ["y\nor so", "p"]
    assert source.line(0) == 3


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", ["", "end", "end and end"])
def test_line_ends_are_those_of_any_system(tmp_path, size, ends, last):
    tail = {"": "", "end": ends, "end and end": ends * 3}[last]
    source = open_source(write(tmp_path, ends.join(["y,p", "a,1", "b,2"]) + tail), rows_a_chunk=size)
    assert cells(source) == {"y": ["a", "b"], "p": ["1", "2"]}
    assert source.line(1) == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks_are_read_as_what_they_say(tmp_path, encoding):
    source = open_source(write(tmp_path, "ü,p\r\nà,1\r\n\U0001f408,2\r\n".encode(encoding)), rows_a_chunk=1)
    assert cells(source) == {"ü": ["à", "\U0001f408"], "p": ["1", "2"]}


@pytest.mark.parametrize("quoted", [False, True])
def test_numeric_columns_are_the_same_numbers_as_their_text(tmp_path, quoted):
    values = [repr(value) for value in np.random.default_rng(0).random(500).tolist()] + [
        "1e400",
        "4.9e-324",
        " 1",
        "-inf",
    ]
    rows = "".join(f'"{v}","a"\n' if quoted else f"{v},a\n" for v in values)
    source = open_source(write(tmp_path, "p,y\n" + rows), rows_a_chunk=100)
    chunks = list(source.chunks(["y", "p"], ["p"]))
    assert [chunk["p"].dtype for chunk in chunks] == [np.float64] * 6
    found = np.concatenate([numbers("p", chunk["p"]) for chunk in chunks])
    assert found.tobytes() == np.array([float(value) for value in values]).tobytes()
    assert set(read(source)["y"]) == {"a"}


@pytest.mark.parametrize("bad", ["", "half", "nan", "NA", "True", "1_5"])
def test_a_numeric_column_is_text_in_the_chunk_that_holds_none(tmp_path, bad):
    source = open_source(write(tmp_path, f"y,p,q\na,1,1\nb,2,1\nc,{bad},1\nd,2,0\n"), rows_a_chunk=2)
    first, second = source.chunks(["p", "q"], ["p", "q"])
    assert first["p"].dtype == second["q"].dtype == np.float64
    assert second["p"].tolist() == [bad, "2"]
    with pytest.raises(ValueError, match=f"column 'p' is {repr(bad) if bad else 'blank'}") as caught:
        numbers("p", second["p"])
    assert source.place(caught.value.rows) == "line 4"


@pytest.mark.parametrize("words", ["True", "false", "TRUE"])
def test_words_for_true_and_false_are_no_numbers(tmp_path, words):
    (chunk,) = open_source(write(tmp_path, f"y,p\na,{words}\nb,{words}\n")).chunks(["p"], ["p"])
    assert chunk["p"].tolist() == [words, words]


def sources(folder):
    FRAME.to_csv(folder / "f.csv", index=False)
    FRAME.to_csv(folder / "f.TSV", index=False, sep="\t")
    yield from (folder / "f.csv", str(folder / "f.TSV"))
    if find_spec("pyarrow"):
        FRAME.set_index("id", drop=False).to_parquet(folder / "f.parquet")
        yield folder / "f.parquet"
    yield from (FRAME, FRAME.set_index("truth", drop=False), FRAME.astype({"truth": "category"}))
    yield pytest.importorskip("polars").DataFrame(FRAME.to_dict("list"))


@pytest.mark.parametrize("size", SIZES)
def test_files_and_frames_give_the_same_values(tmp_path, size):
    for raw in sources(tmp_path):
        source = open_source(raw, rows_a_chunk=size)
        assert source.columns[:3] == ["id", "truth", "cat"]  # pandas may write its index behind them
        frame = read(source, ["cat", "truth", "id"], ["cat"])
        assert frame.columns.tolist() == ["cat", "truth", "id"]
        assert frame.index.tolist() == [0, 1, 2]
        assert numbers("cat", frame["cat"]).tolist() == FRAME["cat"].tolist()
        assert texts("truth", frame["truth"]).tolist() == ["cat", "dog", "cat"]
        assert texts("id", frame["id"]).tolist() == ["1", "2", "3"]
        assert source.progress() == 1
        assert source.line(1) in {1, 3}


def test_sources_have_names(tmp_path):
    path = write(tmp_path, TABLE, "a.b.csv")
    source, frame = open_source(str(path)), open_source(FRAME)
    assert (source.name, source.title, source.stem) == (str(path), "a.b.csv", "a.b")
    assert (frame.name, frame.title, frame.stem) == ("the frame", "frame", "frame")
    assert frame.place([1]) == "row 1"
    assert frame.place([0, 2]) == "rows 0, 2"


def test_the_digest_of_a_file_is_that_of_its_bytes(tmp_path):
    assert open_source(write(tmp_path, TABLE)).digest() == hashlib.sha256(TABLE.encode()).hexdigest()


def test_the_digest_of_a_frame_is_that_of_its_names_and_values():
    polars = pytest.importorskip("polars")
    same = [
        FRAME,
        FRAME.set_index("truth", drop=False),
        FRAME.astype({"truth": object}),
        polars.DataFrame(FRAME.to_dict("list")),
    ]
    digests = {open_source(frame, rows_a_chunk=size).digest() for frame in same for size in SIZES}
    assert len(digests) == 1
    others = [
        FRAME[::-1],
        FRAME.rename(columns={"cat": "dog"}),
        FRAME.astype({"id": str}),
        FRAME[["truth", "id", "cat"]],
        FRAME[:2],
    ]
    assert len({open_source(frame).digest() for frame in others} | digests) == 6


def test_a_blank_cell_of_a_frame_is_one_in_every_library():
    polars = pytest.importorskip("polars")
    frames = [pd.DataFrame({"y": ["a", None], "n": [1, 2]}), polars.DataFrame({"y": ["a", None], "n": [1, 2]})]
    assert len({open_source(frame).digest() for frame in frames}) == 1
    for frame in frames:
        with pytest.raises(ValueError, match="column 'y' is blank in row 1"):
            texts("y", read(open_source(frame))["y"])


def test_whole_numbers_stay_whole_beside_missing_ones(tmp_path):
    pytest.importorskip("pyarrow")
    polars = pytest.importorskip("polars")
    big = 2**53 + 1
    polars.DataFrame({"id": [big, None]}).write_parquet(tmp_path / "f.pq")
    for raw in (tmp_path / "f.pq", polars.DataFrame({"id": [big, None]})):
        assert texts("id", read(open_source(raw))["id"][:1]).tolist() == [str(big)]


def test_no_columns_still_have_rows(tmp_path):
    for raw in (write(tmp_path, TABLE), FRAME):
        assert sum(map(len, open_source(raw, rows_a_chunk=2).chunks([]))) == len(cells(open_source(raw))["id"])


def test_unwanted_columns_may_be_blank_repeated_or_short(tmp_path):
    source = open_source(write(tmp_path, "y,p,,a,a\n1,2,3,4,5\n1,2\n"))
    assert read(source, ["p", "y"]).to_numpy().tolist() == [["2", "1"], ["2", "1"]]


@pytest.mark.parametrize("width", [1, 300_000])
def test_a_line_of_a_million_characters_is_a_line(tmp_path, width):
    cell = "0.1234567890"[: 1_000_000 // width]
    header = ",".join(f"c{i}" for i in range(width))
    source = open_source(write(tmp_path, f"y,{header}\na" + f",{cell}" * width + "\n"))
    assert read(source, ["y", "c0"], ["c0"]).to_numpy().tolist() == [["a", float(cell)]]


def test_thousands_of_columns_are_found_at_once(tmp_path):
    names = [f"c{i}" for i in range(10_000)]  # some seconds, were every one looked for among all
    source = open_source(write(tmp_path, f"{','.join(names)}\n{','.join(map(str, range(10_000)))}\n"))
    (frame,) = source.chunks(names[::-1], names)
    assert frame.to_numpy().tolist() == [[*range(10_000)][::-1]]


def test_long_rows_come_in_smaller_chunks(tmp_path):
    line = "a," + "0" * 100_000
    source = open_source(write(tmp_path, "y,p\n" + f"{line}\n" * 400))
    chunks = [len(chunk) for chunk in source.chunks(["y"])]
    assert sum(chunks) == 400
    assert max(chunks) <= 84  # 2**23 bytes


@pytest.mark.parametrize("block", [1, 2, 3, 5])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("lump", [1, 30, 2**24])
def test_a_file_may_be_read_in_blocks_of_any_size(tmp_path, monkeypatch, block, encoding, lump):
    monkeypatch.setattr("skxent.report._reading._lines._BLOCK", block)
    monkeypatch.setattr("skxent.report._reading._lines._LUMP", lump)
    text = TABLE.replace("\r\n", "\n").replace("\n", "\r\n").replace("cat", "\u00e7at")
    source = open_source(write(tmp_path, text.encode(encoding)))
    assert read(source).to_numpy().tolist() == list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert [source.line(row) for row in range(4)] == LINES


@given(st.binary(max_size=60))
@example(b"\xff\xfe\x00")
@example(b"\x00")
@example(b'"')
@example(b'a\n"')
@example(b"\r")
@example(b"\xef\xbb\xbf")
def test_random_bytes_are_cells_of_text_or_refused_in_one_line(tmp_path_factory, raw):
    for name in ("f.csv", "f.tsv", "f.parquet"):
        path = write(tmp_path_factory.getbasetemp(), raw, name)
        said = f"{path}: "
        try:
            for chunk in (source := open_source(path, rows_a_chunk=2)).chunks(sorted(set(source.columns))[:1]):
                assert all(type(cell) is str for cell in chunk.to_numpy().ravel())
        except (ValueError, OSError, ModuleNotFoundError) as error:
            said = str(error)
        assert said.startswith(f"{path}: ")
        assert "\n" not in said


PIECES = st.sampled_from(
    [",", "\n", '"', '""', "a", "0.5", "\r", "\r\n", " ", "b\u2028", "1e3,", ",x\n", '"q"', "\ufeff"]
)


@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from(SIZES))
@example('x,\n"a""b",c\n', 2)
@example('x\n"a",\n,"b"\n', 2)
def test_cells_are_what_a_strict_reader_of_csv_reads(tmp_path_factory, body, size):
    text = "c,d\nu,v\n" + body
    path = write(tmp_path_factory.getbasetemp(), text, "g.csv")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))[1:]
    except csv.Error:
        rows = None
    while rows and not rows[-1]:
        rows.pop()
    try:
        frame = read(open_source(path, rows_a_chunk=size), ["c", "d"])
    except ValueError:
        assert rows is None or any(len(row) not in {1, 2} for row in rows)
    else:
        assert frame.to_numpy().tolist() == [[*row, ""][:2] for row in rows]
