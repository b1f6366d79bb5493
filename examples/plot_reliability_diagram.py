"""
Do the probabilities come true? Reading a reliability diagram
=============================================================

Forecasts are put into bins of similar probability; in each, the rate at which the event happened stands over the mean
forecast. On the dotted line forecasts come true as often as they say. Bands are 95 % intervals of the rates: where they
touch the line, nothing speaks against the forecast. The bars at the bottom say how often each probability was forecast.
"""

import matplotlib.pyplot as plt
import numpy as np

from skxent.metrics import calibration_error, log_loss
from skxent.report import ReliabilityDisplay

rng = np.random.default_rng(0)
z = rng.normal(size=3000)
y = rng.random(3000) < 1 / (1 + np.exp(-z))
forecasts = {
    "right": 1 / (1 + np.exp(-z)),
    "too sure": 1 / (1 + np.exp(-3 * z)),
    "too high": 1 / (1 + np.exp(-z - 1)),
    "base rate": np.full(3000, y.mean()),
}
for name, p in forecasts.items():
    error = calibration_error(y, p, norm="l2")  # debiased, and below 0 by chance
    print(f"{name}: calibration error {error:.3f}, log loss {log_loss(y, p):.3f}")

# %%
# A forecast that is too sure crosses the line flatly; one that is too high lies below it. The base rate is a single
# point on the line: perfectly calibrated, and it tells nothing. Calibration alone is not what to choose a model by.

ReliabilityDisplay.from_predictions(y, forecasts, n_bins=12)
plt.show()
