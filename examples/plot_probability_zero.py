"""
What does a probability of zero cost?
=====================================

A forecast that gives probability 0 to something that then happens was infinitely wrong. Libraries that clip make it
cost a number that depends on how the probabilities are stored. skxent says ``inf``, counts the rows, and leaves it to
you to say how much probability every class should get at least.
"""

import warnings

import matplotlib.pyplot as plt
import numpy as np
import sklearn.metrics

from skxent.exceptions import ZeroProbabilityWarning
from skxent.metrics import log_loss

y = [0, 1]
proba = np.array([[1.0, 0.0], [1.0, 0.0]])

for dtype in (np.float64, np.float32, np.float16):
    print(f"{np.dtype(dtype).name}: scikit-learn {sklearn.metrics.log_loss(y, proba.astype(dtype)):.3f}", end=", ")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ZeroProbabilityWarning)
        print(f"skxent {log_loss(y, proba.astype(dtype))}")
print(caught[0].message)

# %%
# The loss as a function of the smoothing shows what the choice is worth: here each factor of ten costs
# ln(10) / 2 nats, for half of the rows were given probability 0.

deltas = np.logspace(-12, 0, 60)
losses = [log_loss(y, proba, smoothing=delta) for delta in deltas]

fig, ax = plt.subplots(figsize=(7, 3.2), layout="constrained")
ax.plot(deltas, losses, color="#0060a8")
ax.axhline(np.log(2), color="#b04a00", linestyle="--", linewidth=1)
ax.annotate("predicting 1/2 always", (1e-11, np.log(2)), va="bottom", color="#b04a00", fontsize=9)
ax.set(xscale="log", xlabel="smoothing", ylabel="log loss, nats", title="The price of certainty that was wrong")
plt.show()
