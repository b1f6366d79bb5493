"""Grids for files: sums over cells that may be cut anywhere, stay small, and say what the rows themselves say."""

import dataclasses
import math
from functools import reduce
from operator import add

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skxent._check import check_forecast
from skxent._check._remarks import collecting
from skxent.report._sections._calibration import calibration_of
from skxent.report._sections._gain import gain_of
from skxent.report._sections._loss_distribution import loss_distribution_of
from skxent.report._sections._ranking import auc
from skxent.report._sections._tallies import report_tally
from skxent.report._sums import _grid
from skxent.report._sums._detail import RowDetail
from skxent.report._sums._grid import GridDetail
from skxent.report._sums._observed import Beside, Observed
from skxent.report._sums._sparse_grid import FINEST, SparseGrid

NUMBERS = st.floats(-800, 800) | st.sampled_from([-math.inf, math.inf, 0.0, -0.0, 1e-300])


def observed(y, p, w=None, *, rows=slice(None), k=None, **options):
    """Return rows as a report sees them."""
    k = p.shape[1] if k is None else k
    weight = None if w is None else np.asarray(w, dtype=float)[rows]
    if weight is not None and not weight.any():  # as a part of a file may be
        found = check_forecast(y[rows], p[rows], labels=range(k), **options)
        forecast = type(found)(found.classes, found.scores, found.truth, weight, found.shape)
    else:
        forecast = check_forecast(y[rows], p[rows], labels=range(k), sample_weight=weight, **options)
    return Observed(forecast, Beside(np.arange(len(y))[rows]))


def data(k, n, *, steps=None):
    rng = np.random.default_rng(n + k)
    p = rng.dirichlet(np.full(k, 0.7), n)
    if steps is not None:  # whose opposites are exact: else 0.57 and 1 - 0.43 differ by rounding
        p = np.round(p[:, :1] * 0.9 * steps) / steps
        p = np.column_stack([p, *[(1 - p) / (k - 1)] * (k - 1)])
    y = np.array([rng.choice(k, p=row) for row in p])
    return y, p, rng.uniform(0.2, 2, n)


# --- sums over cells


@given(z=st.lists(NUMBERS, min_size=1, max_size=60), cut=st.integers(0, 60), most=st.integers(2, 70))
def test_cells_may_be_cut_anywhere(z, cut, most):
    z = np.array(z)
    w = np.arange(1.0, len(z) + 1)
    whole = SparseGrid.of(z, [w, w * w], most)
    parts = [SparseGrid.of(z[part], [w[part], (w * w)[part]], most) for part in (slice(cut), slice(cut, None))]
    for added in (parts[0] + parts[1], parts[1] + parts[0]):
        assert added.level == whole.level
        np.testing.assert_array_equal(added.cell, whole.cell)
        np.testing.assert_array_equal(added.sums, whole.sums)
    assert len(whole.cell) <= most
    assert (np.diff(whole.cell) > 0).all()
    assert whole.sums[0].sum() == w.sum()


def test_few_numbers_have_a_cell_each():
    z = np.array([1.0, 1 + 1e-8, -1.0, 0.0, 745.0, math.inf, -math.inf, 1.0])
    found = SparseGrid.of(z, [np.ones(8)], 100)
    assert found.level == FINEST
    assert found.sums.tolist() == [[1, 1, 1, 2, 1, 1, 1]]


@pytest.mark.parametrize("most", [2, 7, 256])
def test_no_more_cells_are_filled_than_there_is_room_for(most, rng):
    parts = [SparseGrid.of(rng.normal(size=500), [np.ones(500)], most) for _ in range(20)]
    added = reduce(add, parts)
    assert most / 4 <= len(added.cell) <= most
    assert added.sums.sum() == 10_000


def test_no_rows_are_no_cells():
    none = SparseGrid.of(np.zeros(0), [np.zeros(0)], 9)
    some = SparseGrid.of(np.ones(1), [np.ones(1)], 9)
    for added in (none + some, some + none):
        assert added.sums.tolist() == [[1.0]]
    assert (none + none).sums.shape == (1, 0)


# --- what is read of them


def read(detail, kind="top_label"):
    """Return the curves of a detail as numbers."""
    return detail.curves(kind, 0.95).drop(columns="class").to_numpy(dtype=float)


def parts(found):
    return [getattr(found, name) for name in ("score", "miscalibration", "discrimination", "uncertainty")]


def area(detail):
    class Tally:
        pass

    tally = Tally()
    tally.detail = detail
    return auc(tally)


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize(("k", "steps"), [(2, None), (2, 64), (3, None), (3, 8), (12, None)])
def test_a_grid_of_few_rows_says_what_the_rows_say(k, steps, weighted):
    y, p, w = data(k, 3000, steps=steps)
    one = observed(y, p, w if weighted else None)
    rows, grid = RowDetail((one,)), GridDetail.of(one)
    assert math.isclose(area(grid), area(rows), rel_tol=1e-9)
    for kind in ("top_label", "classwise"):
        np.testing.assert_allclose(read(grid, kind), read(rows, kind), rtol=1e-9, atol=1e-12)
    a, b = loss_distribution_of(grid.losses(), grid.how), loss_distribution_of(rows.losses(), rows.how)
    assert [q.log_loss for q in a.quantiles] == pytest.approx([q.log_loss for q in b.quantiles], rel=1e-9)
    assert [c.share_of_loss for c in a.carried] == pytest.approx([c.share_of_loss for c in b.carried], rel=1e-9)
    assert math.isclose(a.largest, b.largest, rel_tol=1e-9)
    loss = report_tally(one).sums.loss
    a, b = gain_of(grid, loss, 0), gain_of(rows, loss, 0)
    for one, other in ((a.usual, b.usual), (a.cross_fitted, b.cross_fitted)):
        np.testing.assert_allclose(parts(one), parts(other), rtol=1e-9, atol=1e-9)
        assert (one.method, one.in_sample) == (other.method, other.in_sample)


@pytest.mark.parametrize("k", [2, 3])
def test_cells_that_are_shared_say_nearly_the_same(k, monkeypatch):
    monkeypatch.setattr(_grid, "_CELLS", 256 * (k + 1))
    monkeypatch.setattr(_grid, "_LOSS_CELLS", 512)
    y, p, w = data(k, 6000)
    one = observed(y, p, w)
    rows, grid = RowDetail((one,)), GridDetail.of(one)
    for each in (grid.top, *grid.classes):
        assert len(each.cell) <= 256 + 256 * (k == 2)
        assert each.level < FINEST
    assert math.isclose(area(grid), area(rows), abs_tol=2e-3)
    assert calibration_of(grid, 0.95).error == pytest.approx(calibration_of(rows, 0.95).error, abs=5e-3)
    a, b = loss_distribution_of(grid.losses(), grid.how), loss_distribution_of(rows.losses(), rows.how)
    assert [q.log_loss for q in a.quantiles] == pytest.approx([q.log_loss for q in b.quantiles], rel=0.05)
    assert [c.share_of_loss for c in a.carried] == pytest.approx([c.share_of_loss for c in b.carried], abs=5e-3)
    if k == 2:
        loss = report_tally(one).sums.loss
        assert math.isclose(
            gain_of(grid, loss, 0).usual.miscalibration, gain_of(rows, loss, 0).usual.miscalibration, abs_tol=3e-3
        )


@given(cuts=st.lists(st.integers(0, 400), max_size=3), small=st.booleans(), order=st.integers(0, 5))
def test_rows_may_be_cut_anywhere(cuts, small, order):
    y, p, w = data(3, 400)
    w[:100] = 0
    with pytest.MonkeyPatch.context() as patch:
        if small:
            patch.setattr(_grid, "_CELLS", 64)
            patch.setattr(_grid, "_FEWEST", 16)
            patch.setattr(_grid, "_LOSS_CELLS", 16)
            patch.setattr(_grid, "_SAMPLE", 50)
        whole = GridDetail.of(observed(y, p, w))
        parts = [
            GridDetail.of(observed(y, p, w, rows=part)) for part in np.split(np.arange(400), sorted(cuts)) if len(part)
        ]
        np.random.default_rng(order).shuffle(parts)
        added = reduce(add, parts)
        assert added.n_rows == whole.n_rows == 300
        for kind in ("top_label", "classwise"):
            np.testing.assert_allclose(read(added, kind), read(whole, kind), rtol=1e-9)
        for one, other in zip((added.losses_, *added.classes), (whole.losses_, *whole.classes), strict=True):
            assert one.level == other.level
            np.testing.assert_array_equal(one.cell, other.cell)
            np.testing.assert_allclose(one.sums, other.sums, rtol=1e-12)
        assert sorted(added.sample.keys) == sorted(whole.sample.keys)
        assert set(added.sample.observed.beside.place) == set(whole.sample.observed.beside.place)


def test_ties_of_forecasts_that_sum_to_one_by_rounding_only_are_ties():
    p = np.array([[0.5, 0.35, 0.15], [0.5, 0.3, 0.2], [0.5, 0.4, 0.1]] * 4, dtype=np.float32)
    y = np.array([0, 1, 2] * 4)
    one = observed(y, p)
    assert math.isclose(area(GridDetail.of(one)), area(RowDetail((one,))), rel_tol=1e-12)


@pytest.mark.parametrize("k", [2, 3])
def test_zeros_and_ones_have_cells_of_their_own(k, rng):
    y, p, _ = data(k, 300)
    p[:40] = np.eye(k)[rng.integers(0, k, 40)]
    one = observed(y, p)
    rows, grid = RowDetail((one,)), GridDetail.of(one)
    assert math.isclose(area(grid), area(rows), rel_tol=1e-9)
    a, b = loss_distribution_of(grid.losses(), grid.how), loss_distribution_of(rows.losses(), rows.how)
    assert a.largest == b.largest == math.inf
    assert [q.log_loss for q in a.quantiles] == pytest.approx([q.log_loss for q in b.quantiles], rel=1e-9)
    np.testing.assert_allclose(read(grid), read(rows), rtol=1e-9)


def test_infinite_losses_are_taken_apart_alike():
    y, p, _ = data(2, 300)
    p[:3] = np.eye(2)[1 - y[:3]]
    one = observed(y, p)
    loss = report_tally(one).sums.loss
    with collecting():
        a, b = (parts(gain_of(detail, loss, 0).usual) for detail in (GridDetail.of(one), RowDetail((one,))))
    np.testing.assert_allclose(a, b, rtol=1e-9)


@pytest.mark.parametrize("scale", ["log_proba", "logit"])
def test_logarithms_keep_their_digits(scale, rng):
    z = np.column_stack([np.zeros(200), np.linspace(-600, 600, 200)])
    z = z - np.logaddexp(z[:, :1], z[:, 1:]) if scale == "log_proba" else z
    y = (rng.uniform(size=200) < 0.5).astype(int)
    one = observed(y, z, scale=scale)
    a, b = GridDetail.of(one).losses(), RowDetail((one,)).losses()
    assert a.weight.sum() == 200
    assert math.isclose(a.loss @ a.weight, b.loss @ b.weight, rel_tol=1e-12)
    assert a.loss[-1] == b.loss[-1]


def test_a_sample_is_of_all_rows_alike(monkeypatch):
    monkeypatch.setattr(_grid, "_SAMPLE", 2000)
    y, p, _ = data(3, 20_000)
    parts = [GridDetail.of(observed(y, p, rows=slice(i, i + 1000))) for i in range(0, 20_000, 1000)]
    place = reduce(add, parts).sample.observed.beside.place
    assert len(place) == len(set(place.tolist())) == 2000
    by_tenth = np.bincount(place // 2000, minlength=10)
    assert by_tenth.min() > 200 - 5 * math.sqrt(200)
    assert by_tenth.max() < 200 + 5 * math.sqrt(200)


def test_target_distributions_are_read_alike(rng):
    t, p = rng.dirichlet(np.ones(3), 500), rng.dirichlet(np.ones(3), 500)
    one = observed(t, p)
    rows, grid = RowDetail((one,)), GridDetail.of(one)
    assert math.isclose(area(grid), area(rows), rel_tol=1e-9)
    np.testing.assert_allclose(read(grid, "classwise"), read(rows, "classwise"), rtol=1e-9)
    assert isinstance(grid.curves("classwise", 0.95), pd.DataFrame)


def test_cells_do_not_know_groups_and_give_no_intervals_but_by_a_sample_of_all_rows(monkeypatch):
    y, p, _ = data(3, 400)
    one = observed(y, p)
    grouped = Observed(one.forecast, Beside(np.arange(len(y)), group=np.arange(len(y)) // 4))
    whole, rows = calibration_of(GridDetail.of(grouped), 0.95), calibration_of(RowDetail((grouped,)), 0.95)
    assert len(whole.top_label.bins) == len(rows.top_label.bins)
    for a, b in zip(whole.top_label.bins, rows.top_label.bins, strict=True):  # sums of 400 rows in another order
        assert dataclasses.astuple(a) == pytest.approx(dataclasses.astuple(b), rel=400 * np.finfo(float).eps)
    assert whole.top_label.has_intervals
    monkeypatch.setattr(_grid, "_SAMPLE", 300)
    found = calibration_of(GridDetail.of(grouped), 0.95)
    assert not found.top_label.has_intervals
    assert found.top_label.n_outside == 0
    assert calibration_of(GridDetail.of(one), 0.95).top_label.has_intervals
    assert calibration_of(RowDetail((grouped,)), 0.95).top_label.has_intervals
