"""The warnings that skxent gives; what it refuses is a plain ``ValueError`` or ``TypeError``."""

__all__ = ["ZeroProbabilityWarning"]


class ZeroProbabilityWarning(UserWarning):
    """An outcome that was given probability 0 happened, so the loss is infinite.

    The infinite value is the truth of the prediction and is returned as it is. Where a finite value is
    wanted, pass ``smoothing=`` to say how much probability every class gets at least.
    """
