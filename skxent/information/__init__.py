"""Information measures of probability distributions: entropies, divergences, mutual information, softmax.

Functionals of arrays of any dimension, over one axis, in the array namespace that the data brings.
"""

from skxent.information._counts import entropy_from_counts
from skxent.information._divergences import js_distance, js_divergence, kl_divergence, population_stability_index
from skxent.information._entropies import cross_entropy, entropy, perplexity, self_information
from skxent.information._joint import ensemble_information, mutual_information
from skxent.information._softmax import log_sigmoid, log_softmax, sigmoid, softmax
from skxent.information._softmax_cross_entropy import softmax_cross_entropy

__all__ = [
    "cross_entropy",
    "ensemble_information",
    "entropy",
    "entropy_from_counts",
    "js_distance",
    "js_divergence",
    "kl_divergence",
    "log_sigmoid",
    "log_softmax",
    "mutual_information",
    "perplexity",
    "population_stability_index",
    "self_information",
    "sigmoid",
    "softmax",
    "softmax_cross_entropy",
]
