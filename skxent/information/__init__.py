"""Information measures of probability distributions: entropy, cross entropy, KL divergence, softmax.

Functionals of arrays of any dimension, over one axis, in the array namespace that the data brings.
"""

from skxent.information._entropies import cross_entropy, entropy, kl_divergence
from skxent.information._softmax import log_softmax, softmax

__all__ = ["cross_entropy", "entropy", "kl_divergence", "log_softmax", "softmax"]
