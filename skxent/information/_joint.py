"""What one thing tells of another: mutual information of a table, and of an ensemble's members and its prediction.

I(X; Y)   = sum_xy p_xy log(p_xy / (p_x p_y))
total     = H(mean_m p_m),   aleatoric = mean_m H(p_m),   epistemic = total - aleatoric
"""

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from skxent._math._logs import kl_terms, sum_last
from skxent._math._namespace import Array, as_array, namespace_of, to_numpy
from skxent._math._units import nats_per_unit
from skxent.information._distributions import are_along, measure
from skxent.information._divergences import careful_where_near
from skxent.information._entropies import entropy_kernel
from skxent.information._outcomes import same_order_of_members


def mutual_information(joint: Any, *, base: float | None = None, normalize: bool = False) -> Array:
    """Mutual information, what one variable tells of the other.

    I(X; Y) = sum_xy p_xy log(p_xy / (p_x p_y)) = KL(joint || product of the marginals).

    Parameters
    ----------
    joint : array-like of shape (..., X, Y)
        Tables of joint probabilities; each table sums to 1.
    base : float, default=None
        Base of the logarithm: None for nats, 2 for bits, 10 for bans.
    normalize : bool, default=False
        Divide each table by its sum, as for a table of counts.

    Returns
    -------
    array of float64, of shape (...)
        In units of ``base``: 0 if and only if independent; at most the smaller entropy of the two.

    Raises
    ------
    ValueError
        If a table holds NaN, infinite or negative values, or sums other than 1; if it has its margins, as of
        ``pandas.crosstab(margins=True)``, or is of shares of each row or column.

    References
    ----------
    Cover, T. M. and Thomas, J. A. (2006). Elements of Information Theory, 2nd ed., section 2.3.
    https://doi.org/10.1002/047174882X

    Examples
    --------
    >>> from skxent.information import mutual_information
    >>> round(float(mutual_information([[0.5, 0.0], [0.0, 0.5]], base=2)), 12)  # one tells the other
    1.0
    """
    xp, unit = namespace_of(joint), nats_per_unit(base)
    raw = as_array(joint, xp)
    if raw.ndim < 2:
        raise ValueError(f"joint has shape {tuple(raw.shape)}; pass a table of joint probabilities (..., X, Y).")
    if raw.ndim == 2 and 0 not in raw.shape:
        _refuse_other_tables(joint, raw, normalize=normalize)
    flat = xp.reshape(raw, (*raw.shape[:-2], raw.shape[-2] * raw.shape[-1]))
    table_shape = tuple(raw.shape[-2:])
    return measure(partial(_mutual_kernel, table_shape), {"joint": flat}, axis=-1, normalize=normalize) / unit


_MARGINS = "All"  # what pandas.crosstab calls them


def _refuse_other_tables(joint: Any, raw: Array, *, normalize: bool) -> None:
    """Refuse a table with its margins, as crosstab gives them by one name, and shares of each row or column."""
    ends = [axis[-1] for axis in joint.axes] if hasattr(joint, "axes") else []
    has_margins = len(ends) == 2 and all(isinstance(end, str) and end == _MARGINS for end in ends)
    if has_margins and all(np.allclose(2 * part[-1], part.sum(axis=0)) for part in (raw, raw.T)):
        raise ValueError(f"joint has the sums of the others in its last row and column, {ends[0]!r}; leave them out.")
    of_rows, of_columns = (raw.shape[1 - axis] > 1 and are_along(raw, axis) for axis in (1, 0))
    may_be_counts = normalize and not np.any(to_numpy(raw) % 1)
    if not may_be_counts and (of_rows or of_columns):
        each = "rows" if of_rows else "columns"
        raise ValueError(
            f"joint has shape {tuple(raw.shape)}, and each of its {each} sums to 1; pass the "
            "shares of the whole table, as pandas.crosstab(..., normalize='all') gives them."
        )


class EnsembleInformation(NamedTuple):
    """The uncertainty of an ensemble's prediction and its two parts, in the units asked for."""

    total: Array
    aleatoric: Array
    epistemic: Array


def ensemble_information(
    member_proba: Any, *, axis: int = -1, base: float | None = None, normalize: bool = False
) -> EnsembleInformation:
    """Uncertainty of an ensemble's prediction: what its members share, and where they disagree.

    total = H(mean of the members), aleatoric = mean of H(member), epistemic = total - aleatoric: the mutual
    information between the member and the outcome.

    Parameters
    ----------
    member_proba : array-like of shape (m, ..., K)
        Each member's predictions, members first. Classes that the frames of a list name are matched by name.
    axis : int, default=-1
        The axis of the classes, not 0.
    base : float, default=None
        Base of the logarithm: None for nats, 2 for bits, 10 for bans.
    normalize : bool, default=False
        Divide by the sums instead of refusing sums other than 1.

    Returns
    -------
    EnsembleInformation
        Named tuple (total, aleatoric, epistemic) of float64 arrays, the shape of one member's predictions without
        ``axis``. The epistemic part is 0 where all members agree, at most log m.

    Raises
    ------
    ValueError
        If the members' predictions are no distributions.

    References
    ----------
    Depeweg, S., Hernandez-Lobato, J. M., Doshi-Velez, F. and Udluft, S. (2018). Decomposition of uncertainty in
    Bayesian deep learning. ICML, PMLR 80, 1184-1193. https://proceedings.mlr.press/v80/depeweg18a.html

    Examples
    --------
    >>> from skxent.information import ensemble_information
    >>> total, aleatoric, epistemic = ensemble_information([[1.0, 0.0], [0.0, 1.0]], base=2)
    >>> float(total), float(aleatoric), float(epistemic)  # each member is certain, of different things
    (1.0, 0.0, 1.0)
    """
    xp, unit = namespace_of(member_proba), nats_per_unit(base)
    p = as_array(same_order_of_members("member_proba", member_proba, axis), xp)
    if p.ndim < 2 or p.shape[0] == 0 or axis % p.ndim == 0:
        raise ValueError(f"member_proba has shape {tuple(p.shape)} and axis={axis}; put the members on axis 0.")
    members = {f"member_proba[{i}]": p[i, ...] for i in range(p.shape[0])}
    parts = measure(_ensemble_kernel, members, axis=axis if axis < 0 else axis - 1, normalize=normalize) / unit
    return EnsembleInformation(parts[..., 0], parts[..., 1], parts[..., 2])


def _mutual_kernel(table_shape: tuple[int, int], flat: Array, xp: Any) -> Array:
    """Return H(X) + H(Y) - H(X, Y) (...), or KL(joint || product) where that would cancel, in nats."""
    table = xp.reshape(flat, (*flat.shape[:-1], *table_shape))
    of_x, of_y = xp.sum(table, axis=-1), xp.sum(table, axis=-2)
    plain = entropy_kernel(of_x, xp) + entropy_kernel(of_y, xp) - entropy_kernel(flat, xp)
    independent = of_x[..., :, None] * of_y[..., None, :]
    return careful_where_near(plain, lambda: xp.sum(kl_terms(table, independent, xp), axis=(-2, -1)), xp)


def _ensemble_kernel(*members_and_xp: Any) -> Array:
    """Return total, aleatoric and epistemic (..., 3), in nats."""
    *members, xp = members_and_xp
    mixture = sum(members) / len(members)
    total = entropy_kernel(mixture, xp)
    aleatoric = sum(entropy_kernel(p, xp) for p in members) / len(members)

    def divergence() -> Array:
        return sum(sum_last(kl_terms(p, mixture, xp), xp) for p in members) / len(members)

    return xp.stack([total, aleatoric, careful_where_near(total - aleatoric, divergence, xp)], axis=-1)
