"""Decompositions of the log loss and of the Brier loss: what recalibration would mend, and what it would not.

score = miscalibration - discrimination + uncertainty
"""

from typing import Any

from skxent._check import check_forecast
from skxent._math._units import nats_per_unit
from skxent.metrics._brier import brier_scale
from skxent.metrics._parts import Decomposition, check_how, decomposed
from skxent.metrics._rules import brier_rule, log_rule


def log_loss_decomposition(
    y_true: Any,
    y_proba: Any,
    *,
    labels: Any = None,
    sample_weight: Any = None,
    scale: str = "proba",
    base: float | None = None,
    smoothing: float = 0.0,
    normalize: bool = False,
    method: str = "auto",
    strategy: str | None = None,
    n_bins: int | None = None,
    debias: bool | None = None,
    n_folds: int | None = None,
    random_state: Any = 0,
) -> Decomposition:
    """Miscalibration, discrimination and uncertainty of the log loss.

    log_loss = miscalibration - discrimination + uncertainty, of which recalibration would save the first.
    Recalibration is no sum over rows: it needs them in one piece.

    Parameters
    ----------
    y_true : array-like of shape (n,) or (n, K)
        Labels of any sortable or categorical type; or target distributions whose rows sum to 1, in the order of
        ``labels`` or with named columns.
    y_proba : array-like of shape (n, K) or (n,)
        Predictions in the order of ``labels``, matched by name if they are a frame with column names; (n,) are
        those of the last of two labels.
    labels : array-like of shape (K,), default=None
        The classes in column order, honoured as given. Default: the column names of ``y_proba``, else the sorted
        classes seen in ``y_true``.
    sample_weight : array-like of shape (n,), default=None
        Non-negative weights, not all zero; a row of weight 0 counts for nothing.
    scale : {"proba", "log_proba", "logit"}, default="proba"
        What ``y_proba`` holds.
    base : float, default=None
        Base of the logarithm: None for nats, 2 for bits.
    smoothing : float, default=0.0
        Delta added to every probability: (p + delta) / (1 + K delta).
    normalize : bool, default=False
        Divide rows of predictions and of target distributions by their sums instead of refusing sums other than 1.
    method : {"auto", "isotonic", "multinomial", "temperature", "binned"}, default="auto"
        How the forecast is recalibrated. "isotonic", for two classes: by the best of all maps that keep the order of
        forecasts, in sample (CORP); its miscalibration and discrimination are never below 0. "multinomial": by one
        slope of the log-probabilities and an intercept for each class; "temperature": by the slope alone; both
        cross-fitted. "binned", for two classes: by the rates of bins. "auto" is "isotonic" for two classes and
        "multinomial" for more.
    strategy : {"quantile", "uniform"}, default=None
        For "binned": bins of equal weight, as by default, or of equal width.
    n_bins : int, default=None
        For "binned": number of bins, 15 if not given.
    debias : bool, default=None
        For "binned": take from all three parts what chance alone adds to them, to the first order, as by default, with
        bins of two rows at least. Miscalibration may then be below 0; where events are few in their bins, much of what
        chance adds stays.
    n_folds : int, default=None
        For "multinomial" and "temperature": folds, 5 if not given, each recalibrated by a map that was fitted on the
        others; 0 to fit and judge on the same rows. Another seed, or rows in another order, make other folds and parts
        that differ a little.
    random_state : int, RandomState or None, default=0
        Seed of the folds.

    Returns
    -------
    Decomposition
        ``miscalibration``, ``discrimination``, ``uncertainty`` and ``score`` in units of ``base``, ``method``,
        ``in_sample``, ``within_bin`` and ``limits``. By "isotonic" a constant forecast of the base rate has
        miscalibration and discrimination 0, and where one class alone happens all of the loss is miscalibration. If an
        outcome was given probability 0, score and miscalibration are ``inf``, with a
        :class:`~skxent.exceptions.ZeroProbabilityWarning`; a map of log-probabilities keeps that 0, so by "multinomial"
        and "temperature" both parts are ``nan``.

    Raises
    ------
    ValueError
        As for :func:`skxent.metrics.log_loss`, if an option is unknown, or if ``method`` is for two classes and there
        are more.

    References
    ----------
    Dimitriadis, T., Gneiting, T. and Jordan, A. I. (2021). Stable reliability diagrams for probabilistic classifiers.
    Proceedings of the National Academy of Sciences 118(8), e2016191118. https://doi.org/10.1073/pnas.2016191118

    Broecker, J. (2009). Reliability, sufficiency, and the decomposition of proper scores. Quarterly Journal of the
    Royal Meteorological Society 135, 1512-1519. https://doi.org/10.1002/qj.456

    Berta, E., Holzmueller, D., Jordan, M. I. and Bach, F. (2025). Rethinking early stopping: refine, then calibrate.
    https://doi.org/10.48550/arXiv.2501.19195

    Examples
    --------
    >>> from skxent.metrics import log_loss_decomposition
    >>> y, p = [0, 0, 0, 1, 0, 1, 1, 1], [0.5, 0.5, 0.5, 0.5, 0.75, 0.75, 0.75, 0.75]
    >>> print(log_loss_decomposition(y, p, base=2))  # 1/4 of the first happen: their entropy is 0.811 bits
    0.9056 = 0.09436 miscalibration - 0.1887 discrimination + 1 uncertainty (isotonic, in sample)
    """
    how = check_how(method, strategy=strategy, n_bins=n_bins, debias=debias, n_folds=n_folds, random_state=random_state)
    rule = log_rule(1 / nats_per_unit(base))
    forecast = check_forecast(
        y_true,
        y_proba,
        labels=labels,
        sample_weight=sample_weight,
        scale=scale,
        smoothing=smoothing,
        normalize=normalize,
    )
    return decomposed(forecast, rule, how, stacklevel=2)


def brier_decomposition(
    y_true: Any,
    y_proba: Any,
    *,
    labels: Any = None,
    sample_weight: Any = None,
    scale: str = "proba",
    smoothing: float = 0.0,
    normalize: bool = False,
    scale_by_half: bool | str = "auto",
    method: str = "auto",
    strategy: str | None = None,
    n_bins: int | None = None,
    debias: bool | None = None,
    n_folds: int | None = None,
    random_state: Any = 0,
) -> Decomposition:
    """Miscalibration, discrimination and uncertainty of the Brier loss.

    brier_loss = miscalibration - discrimination + uncertainty, of which recalibration would save the first.
    Recalibration is no sum over rows: it needs them in one piece.

    Parameters
    ----------
    y_true : array-like of shape (n,) or (n, K)
        Labels of any sortable or categorical type; or target distributions whose rows sum to 1, in the order of
        ``labels`` or with named columns.
    y_proba : array-like of shape (n, K) or (n,)
        Predictions in the order of ``labels``, matched by name if they are a frame with column names; (n,) are
        those of the last of two labels.
    labels : array-like of shape (K,), default=None
        The classes in column order, honoured as given. Default: the column names of ``y_proba``, else the sorted
        classes seen in ``y_true``.
    sample_weight : array-like of shape (n,), default=None
        Non-negative weights, not all zero; a row of weight 0 counts for nothing.
    scale : {"proba", "log_proba", "logit"}, default="proba"
        What ``y_proba`` holds.
    smoothing : float, default=0.0
        Delta added to every probability: (p + delta) / (1 + K delta).
    normalize : bool, default=False
        Divide rows of predictions and of target distributions by their sums instead of refusing sums other than 1.
    scale_by_half : bool or "auto", default="auto"
        Halve the sum over classes; "auto" does for two classes, where it is then (p - y)^2.
    method : {"auto", "isotonic", "multinomial", "temperature", "binned"}, default="auto"
        As for :func:`skxent.metrics.log_loss_decomposition`; the maps are fitted by the Brier loss.
    strategy : {"quantile", "uniform"}, default=None
        For "binned": bins of equal weight, as by default, or of equal width.
    n_bins : int, default=None
        For "binned": number of bins, 15 if not given.
    debias : bool, default=None
        For "binned": take from all three parts what chance alone adds to them, as by default, with bins of two rows at
        least. Miscalibration may then be below 0.
    n_folds : int, default=None
        For "multinomial" and "temperature": folds, 5 if not given, each recalibrated by a map that was fitted on the
        others; 0 to fit and judge on the same rows. Another seed, or rows in another order, make other folds and parts
        that differ a little.
    random_state : int, RandomState or None, default=0
        Seed of the folds.

    Returns
    -------
    Decomposition
        As of :func:`skxent.metrics.log_loss_decomposition`, in squared probability. If an outcome was given probability
        0, miscalibration and discrimination are ``nan`` by "multinomial" and "temperature", with a
        :class:`~skxent.exceptions.ZeroProbabilityWarning`. For target distributions the
        distance is to the distributions, so that uncertainty is their variance alone.

    Raises
    ------
    ValueError
        As for :func:`skxent.metrics.log_loss_decomposition`.

    References
    ----------
    Murphy, A. H. (1973). A new vector partition of the probability score. Journal of Applied Meteorology 12(4),
    595-600. https://doi.org/10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2

    Stephenson, D. B., Coelho, C. A. S. and Jolliffe, I. T. (2008). Two extra components in the Brier score
    decomposition. Weather and Forecasting 23(4), 752-757. https://doi.org/10.1175/2007WAF2006116.1

    Ferro, C. A. T. and Fricker, T. E. (2012). A bias-corrected decomposition of the Brier score. Quarterly Journal
    of the Royal Meteorological Society 138, 1954-1960. https://doi.org/10.1002/qj.1924

    Examples
    --------
    >>> from skxent.metrics import brier_decomposition
    >>> y, p = [0, 0, 0, 1, 0, 1, 1, 1], [0.5, 0.5, 0.5, 0.5, 0.75, 0.75, 0.75, 0.75]
    >>> print(brier_decomposition(y, p))  # rates 1/4 and 3/4: recalibrated, 3/16
    0.2188 = 0.03125 miscalibration - 0.0625 discrimination + 0.25 uncertainty (isotonic, in sample)
    """
    how = check_how(method, strategy=strategy, n_bins=n_bins, debias=debias, n_folds=n_folds, random_state=random_state)
    forecast = check_forecast(
        y_true,
        y_proba,
        labels=labels,
        sample_weight=sample_weight,
        scale=scale,
        smoothing=smoothing,
        normalize=normalize,
    )
    return decomposed(forecast, brier_rule(brier_scale(scale_by_half, forecast.width)), how, stacklevel=2)
