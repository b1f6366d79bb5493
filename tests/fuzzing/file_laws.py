"""What must be so whatever bytes a file of predictions holds.

It is refused in one line, or has the cells and the log loss that are found in it by hand, and keeps them however it is
cut into parts, quoted and encoded.
"""

import json
import math
import tempfile
import warnings
import xml.etree.ElementTree as ET
import zlib
from pathlib import Path

import by_hand
from running import check_refusal

from skxent._check import RowError
from skxent.report import _files, evaluate_file
from skxent.report._reading._cells import exact_floats
from skxent.report._reading._sources import open_source

FOLDER = Path(tempfile.mkdtemp(prefix="skxent-fuzzed-"))
TWO = {"target": "y", "proba": ["a", "b"]}
OPTIONS = (
    TWO,
    {"target": "y", "proba": "a"},
    {"target": "y", "proba": "p"},
    TWO | {"weight": "w"},
    TWO | {"weight": "w", "group": "g"},
    TWO | {"slices": ["g", "w"], "normalize": True},
    TWO | {"id": "i", "smoothing": 1e-3},
    TWO | {"labels": ["0", "1"]},
    TWO | {"scale": "log_proba"},
    TWO | {"scale": "logit", "weight": "w", "group": "g", "slices": "s", "id": "i"},
    {"target": "y", "proba": "a", "scale": "logit", "labels": ["0", "1"], "rows": False},
    {"target": ["a", "b"], "proba": ["c", "d"], "weight": "w"},
    {"target": "y", "proba_prefix": "p_"},
    {"target": "y"},
)
KINDS = ("p.csv", "p.tsv", "p.parquet")
SIZES = (1, 2, 3, 65536)
RENDERED = 16  # one in so many of what is evaluated is rendered too, which takes longer


def check(data):
    """Hold the laws against an input: three bytes that choose what is done, and those of the file."""
    if len(data) < 3:
        return
    options, name, way, raw = OPTIONS[data[0] % len(OPTIONS)], KINDS[data[1] % 3], data[2], data[3:]
    size, separator = SIZES[way % 4], "\t" if name.endswith("tsv") else ","
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # Weighted losses may sum to more than the largest number: inf, of which NumPy warns.
        warnings.filterwarnings("ignore", "overflow encountered", RuntimeWarning)
        path = _written(name, raw)
        found = _told(lambda: evaluate_file(path, timestamp=False, **options))
        if found is not None and zlib.crc32(data) % RENDERED == 0:
            _check_renderings(found)
        table = None if name.endswith("parquet") else by_hand.read(raw, separator)
        if table is None:
            assert found is None or name.endswith("parquet"), "what is no CSV was read"
            return
        _check_cells(path, table, size)
        loss = None if found is None else found.models[0].headline["log_loss"].value
        if loss is not None:
            wanted, counted = by_hand.log_loss(table, **options)
            _check_same(loss, wanted)
            assert found.facts.n_rows == counted
        again = _written("again" + name, by_hand.write(table, separator, way))
        other = _told(lambda: _evaluated_in_parts(again, size, **options))
        assert (other is None) == (found is None), "refused in one way of writing, and read in another"
        if other is not None:
            _check_same(loss, other.models[0].headline["log_loss"].value)


def _written(name, raw):
    path = FOLDER / name
    path.write_bytes(raw)
    return path


def _told(read):
    """Return what is read, None if it is refused: by a ValueError of ours, for Unicode has one of its own."""
    try:
        return read()
    except ValueError as error:
        if type(error) not in {ValueError, RowError}:
            raise
        check_refusal(error.told(str) if isinstance(error, RowError) else str(error), longest=1200)
        return None


def _evaluated_in_parts(path, size, **options):
    whole = _files.open_source
    _files.open_source = lambda raw: open_source(raw, rows_a_chunk=size)
    try:
        return evaluate_file(path, timestamp=False, **options)
    finally:
        _files.open_source = whole


def _check_same(a, b):
    assert math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) or math.isnan(a) is math.isnan(b) is True, (a, b)


def _check_cells(path, table, size):
    """Cells are those of the csv module, and numbers what ``float`` makes of them."""
    header, *rows = table

    def read():
        source = open_source(path, rows_a_chunk=size)
        assert source.columns == header
        names = [name for name in header if header.count(name) == 1]
        return names, list(source.chunks(names)), list(source.chunks(names, names))

    if (found := _told(read)) is None:
        return
    names, texts, numbers = found
    assert all(0 < len(chunk) <= size for chunk in texts)
    for name in names:
        place = header.index(name)
        cells = [row[place] if place < len(row) else "" for row in rows]
        assert [cell for chunk in texts for cell in chunk[name].tolist()] == cells
        for cell, value in zip(cells, (value for chunk in numbers for value in chunk[name].tolist()), strict=True):
            assert cell == value or exact_floats([cell]).tolist() == [value], (cell, value)


def _check_renderings(evaluation):
    """None fails, JSON is strict, and JUnit is XML."""

    def refuse(constant):
        raise AssertionError(constant)

    json.loads(evaluation.to_json(), parse_constant=refuse)
    ET.fromstring(evaluation.to_junit(["log_loss < 1", "skill.low > 0"]))  # noqa: S314 - our own
    assert evaluation.to_text()
    assert evaluation.to_markdown("log_loss < 1")
