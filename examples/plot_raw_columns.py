"""
Do I have to scale my columns first?
====================================

Wine's columns range from 0.1 to 1700. ``SoftmaxRegression`` converges on them as they are, to the optimum of the
objective that was asked for, because scaling and centring happen in the solver's coordinates. A scaler in front is
still a choice, for it changes what the penalty falls on: on these data the better one. It is no longer a need.
"""

import matplotlib.pyplot as plt
from sklearn.datasets import load_wine
from sklearn.model_selection import StratifiedKFold, validation_curve
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skxent.linear_model import SoftmaxRegression
from skxent.scorers import neg_log_loss

X, y = load_wine(return_X_y=True)
alphas = [10.0**k for k in range(-6, 1)]
folds = StratifiedKFold(5, shuffle=True, random_state=0)

fig, ax = plt.subplots(figsize=(7, 3.6), layout="constrained")
for name, steps, color, marker in [
    ("raw columns", [SoftmaxRegression()], "#0060a8", "o"),
    ("standardised columns", [StandardScaler(), SoftmaxRegression()], "#b04a00", "s"),
]:
    _, scores = validation_curve(
        make_pipeline(*steps),
        X,
        y,
        param_name="softmaxregression__alpha",
        param_range=alphas,
        cv=folds,
        scoring=neg_log_loss,
    )
    losses = -scores.mean(axis=1)
    best = losses.argmin()
    print(f"{name}: {losses[best]:.4f} nats at alpha={alphas[best]:g}")
    ax.plot(alphas, losses, color=color, marker=marker, label=name)
ax.set(xscale="log", xlabel="alpha", ylabel="log loss, nats", title="Wine, out of sample, mean of five folds")
ax.legend(frameon=False)
plt.show()
