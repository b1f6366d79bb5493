"""The objective of softmax regression: frozen, holds the data, knows no solver.

    F(W, b) = sum_i w_i CE(t_i, softmax(z_i)) / sum_i w_i + sum r/2 W^2,    z_i = W x_i + b + o_i
    dF/dz_i = w_i (p_i - t_i) / sum w

Parameters are one array (C, p + 1), intercepts last. With K > 2 classes there is a row for each, C = K; two
classes have one row of log-odds, C = 1, which is softmax over the logits (0, z).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from scipy.sparse import issparse
from scipy.special import expit

from skxent._check import Truth
from skxent._math._logs import log_softmax
from skxent._rows import Tally, blocks_of, unit
from skxent.linear_model._targets import Targets
from skxent.linear_model._threads import sum_in_threads

Array = np.ndarray[Any, Any]

# Numbers in a block: a pass over 300,000 x 54 takes 50 ms at 2^15, 41 at 2^17, 39 at 2^18, 38 at 2^19; with two threads
# 46, 25, 22 and 23 (tests/benchmarks/fits.py --blocks).
_NUMBERS = 2**18


@dataclass(frozen=True, eq=False)
class GradientTally(Tally):
    """Sums over rows of the loss and of its derivatives."""

    loss: float = unit("weight nats")  # sum w CE
    by_coef: Array = unit("weight nats / coef")  # (C, p): sum w (p - t) x'
    by_intercept: Array = unit("weight nats / intercept")  # (C,): sum w (p - t)


@dataclass(frozen=True, eq=False)
class Block:
    """Some rows of the data; weights sum to 1 over all blocks."""

    X: Any  # (m, p), dense or sparse
    truth: Truth  # m rows
    w: Array  # (m,)
    offset: Array | None = None  # (m, C)

    def logits(self, W: Array, b: Array) -> Array:
        """Return x W' + b + o in float64 (m, C)."""
        z = self.times(W, b)
        if self.offset is not None:
            z += self.offset
        return z

    def times(self, W: Array, b: Array) -> Array:
        """Return x W' + b in float64 (m, C), one class after the other in memory.

        What is taken over the classes of a row then runs along rows, which is many times as fast where they are few.
        """
        X = self.X if self.X.dtype == np.float64 else self.X.astype(np.float64)  # a block, not a copy of all X
        z = np.asfortranarray(X @ W.T) if issparse(X) else (W @ X.T).T
        z += b
        return z

    def parts(self, width: int, numbers: int | None = None) -> Iterator[Self]:
        """Give the block in blocks of so many numbers, with ``width`` of them in a row."""
        for rows in blocks_of(self.X.shape[0], width, numbers=numbers):
            yield self.rows(rows)

    def rows(self, rows: slice | Array) -> Self:
        """Return some of the rows."""
        offset = None if self.offset is None else self.offset[rows]
        return replace(self, X=_rows_of(self.X, rows), truth=self.truth.rows(rows), w=self.w[rows], offset=offset)

    def dense(self) -> Array:
        """Return x as a dense float64 array (m, p): a block of it, never all."""
        return self.X.toarray().astype(np.float64) if issparse(self.X) else self.X.astype(np.float64, copy=False)

    def back(self, r: Array) -> tuple[Array, Array]:
        """Return sum_i r_i x_i' (C, p) and sum_i r_i (C,).

        ``np.dot`` lets other threads run, ``@`` only if its result has 500 numbers (numpy issue 12311).
        """
        X = self.X if self.X.dtype == np.float64 else self.X.astype(np.float64)
        return np.asarray((X.T @ r).T if issparse(X) else np.dot(r.T, X)), r.sum(axis=0)


@dataclass(frozen=True, eq=False)
class Objective:
    """F and its gradient at parameters (C, p + 1)."""

    whole: Block
    blocks: tuple[Block, ...]  # the whole, cut
    n_outputs: int  # C
    n_features: int  # p
    ridge: Array  # r, broadcasts to (C, p)
    n_threads: int = 1

    @property
    def shape(self) -> tuple[int, int]:
        """Return the shape of the parameters (C, p + 1)."""
        return self.n_outputs, self.n_features + 1

    @property
    def n_rows(self) -> int:
        """Return the number of rows."""
        return len(self.whole.w)

    @property
    def n_classes(self) -> int:
        """Return K."""
        return max(2, self.n_outputs)

    def value_and_gradient(self, theta: Array) -> tuple[float, Array]:
        """Return F and dF/dtheta (C, p + 1)."""
        W, b = theta[:, :-1], theta[:, -1]
        step = _logistic_step if self.n_outputs == 1 else _softmax_step
        total = sum_in_threads(lambda block: step(block, W, b), self.blocks, self.n_threads)
        gradient = np.column_stack([total.by_coef + self.ridge * W, total.by_intercept])
        return total.loss + float((self.ridge * W**2).sum()) / 2, gradient

    def log_mean_proba(self, theta: Array) -> Array:
        """Return log sum_i w_i p_ik (K,), also of probabilities too small for a number."""
        parts = []
        for block in self.blocks:
            z = block.logits(theta[:, :-1], theta[:, -1])
            log_p = log_softmax(all_logits(z), np)
            with np.errstate(divide="ignore"):  # rows of weight 0
                parts.append(np.logaddexp.reduce(log_p + np.log(block.w)[:, None], axis=0))
        return np.logaddexp.reduce(np.stack(parts), axis=0)

    def drawn(self, rows: Array, w: Array) -> Self:
        """Return the objective of some of the rows, with other weights."""
        some = replace(self.whole.rows(rows), w=w / w.sum())
        return replace(self, whole=some, blocks=_cut(some, self.n_classes))

    def dense_blocks(self) -> Iterator[Block]:
        """Give blocks so small that their rows may be made dense one by one."""
        for block in self.blocks:
            yield from block.parts(self.n_features) if issparse(block.X) else (block,)


def _rows_of(X: Any, rows: slice | Array) -> Any:
    """Return some rows; neighbours without a copy, which SciPy would make of sparse ones."""
    if not issparse(X) or not isinstance(rows, slice):
        return X[rows]
    start, stop, _ = rows.indices(X.shape[0])
    first, last = X.indptr[start], X.indptr[stop]
    some = type(X)((stop - start, X.shape[1]), dtype=X.dtype)  # given arrays, it would copy slices of larger ones
    some.data, some.indices, some.indptr = X.data[first:last], X.indices[first:last], X.indptr[start : stop + 1] - first
    return some


def all_logits(z: Array) -> Array:
    """Return logits with a column for each class: (0, z) where there is one of log-odds."""
    return np.column_stack([np.zeros(len(z)), z]) if z.shape[1] == 1 else z


def make_objective(X: Any, targets: Targets, ridge: Array, offset: Array | None = None) -> Objective:
    """Return the objective of ``X`` (n, p) and the targets, with weights that sum to 1."""
    n_classes = len(targets.classes)
    w = targets.weight / targets.weight.sum()
    whole = Block(X, targets.truth, w, offset)
    n_outputs = 1 if n_classes == 2 else n_classes
    return Objective(whole, _cut(whole, n_classes), n_outputs, X.shape[1], np.asarray(ridge, dtype=np.float64))


def _cut(whole: Block, n_classes: int) -> tuple[Block, ...]:
    """Return the rows in blocks that stay in cache."""
    X = whole.X
    width = (X.nnz // max(1, X.shape[0]) if issparse(X) else X.shape[1]) + n_classes
    return tuple(whole.rows(rows) for rows in blocks_of(X.shape[0], width, numbers=_NUMBERS))


def _softmax_step(block: Block, W: Array, b: Array) -> GradientTally:
    """CE = log sum exp z - sum_k t_k z_k;  r = w (softmax(z) - t)."""
    z = block.logits(W, b)  # (m, K)
    z -= z.max(axis=1, keepdims=True)
    p = np.exp(z)
    total = p.sum(axis=1, keepdims=True)
    p /= total
    losses = np.log(total[:, 0]) - block.truth.dot(z)  # (m,)
    r = block.truth.residual(p)
    r *= block.w[:, None]
    return GradientTally(float(block.w @ losses), *block.back(r))


def _logistic_step(block: Block, W: Array, b: Array) -> GradientTally:
    """CE = log(1 + exp z) - t z;  r = w (sigmoid(z) - t)."""
    z = block.logits(W, b)  # (m, 1)
    t = block.truth.of(np.ones(len(z), dtype=np.intp))[:, None]  # (m, 1)
    losses = np.logaddexp(0, z) - t * z  # (m, 1)
    r = block.w[:, None] * (expit(z) - t)
    return GradientTally(float(block.w @ losses[:, 0]), *block.back(r))
