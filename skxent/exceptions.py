"""The warnings that skxent gives; what it refuses is a plain ``ValueError`` or ``TypeError``."""

__all__ = ["HeavyTailWarning", "SmallSampleWarning", "ZeroProbabilityWarning"]


class ZeroProbabilityWarning(UserWarning):
    """An outcome that was given probability 0 happened, so the loss is infinite.

    The infinite value is the truth of the prediction and is returned as it is. Where a finite value is
    wanted, pass ``smoothing=`` to say how much probability every class gets at least.
    """


class HeavyTailWarning(UserWarning):
    """Few rows carry the loss, so its mean is less sure than an interval or a p-value says.

    The number of rows is below 25 times the squared skewness of what they add to the mean. More rows help; so does
    ``smoothing=``, which says how much any row may lose.
    """


class SmallSampleWarning(UserWarning):
    """There are so few rows or groups that a method misses its own confidence even at best.

    Student's distribution, ``method="t"``, allows for that.
    """
