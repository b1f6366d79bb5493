"""
Is model B better than model A?
===============================

Two models were asked about the same rows. Their mean losses have wide intervals that overlap; the mean of the rows'
differences is known far better, for rows that are hard are hard for both. What counts is the difference's interval.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from skxent.linear_model import SoftmaxRegression
from skxent.metrics import compare_scores, log_loss, pairwise_comparisons, score_interval

X, target = load_diabetes(return_X_y=True)
y = target > 140
folds = StratifiedKFold(5, shuffle=True, random_state=0)
columns = {"all ten columns": list(range(10)), "without blood pressure": [0, 1, 2, 4, 5, 6, 7, 8, 9], "two": [2, 8]}
losses = {}
for name, chosen in columns.items():
    proba = cross_val_predict(SoftmaxRegression(alpha=1e-4), X[:, chosen], y, cv=folds, method="predict_proba")
    losses[name] = log_loss(y, proba, reduction="none")
    print(f"{name}: {score_interval(losses[name])}")

# %%
# Each interval holds the others' means. The differences tell more:

a, b = losses["all ten columns"], losses["without blood pressure"]
print("t:        ", compare_scores(a, b))
print("sign flip:", compare_scores(a, b, method="sign_flip"))

# %%
# Of several models every two are compared, and p-values adjusted for their number. The adjusted one is what to quote:

table = pairwise_comparisons(losses)
print(table[["a", "b", "difference", "low", "high", "p_value", "p_holm"]].round(4).to_string(index=False))

# %%
# Means with their intervals on the left, differences on the right, on the same scale.

fig, (left, right) = plt.subplots(1, 2, figsize=(8.5, 2.6), layout="constrained", width_ratios=[1, 1])
for row, loss in enumerate(losses.values()):
    found = score_interval(loss)
    left.plot([found.low, found.high], [row, row], color="#0072b2")
    left.plot(found.estimate, row, "o", color="#0072b2")
left.set(yticks=range(3), yticklabels=list(losses), ylim=(2.5, -0.5), xlabel="log loss, nats")
for row, pair in table.iterrows():
    right.plot([pair["low"], pair["high"]], [row, row], color="#d55e00")
    right.plot(pair["difference"], row, "s", color="#d55e00")
right.axvline(0, color="0.5", ls=":")
right.set(yticks=range(3), ylim=(2.5, -0.5), xlabel="difference of log losses, nats")
right.set_yticks(range(3), [f"{pair.a}\nless {pair.b}" for pair in table.itertuples()], fontsize="small")
width = np.diff(left.get_xlim())[0]
right.set_xlim(-width / 2, width / 2)
plt.show()
