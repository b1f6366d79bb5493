"""
My folds lack a class: what does cross-validation say?
======================================================

Iris is sorted by class, so plain ``KFold`` makes test folds of one or two classes. scikit-learn's own
``neg_log_loss`` cannot score them; skxent's scorer takes the columns from ``estimator.classes_``.
"""

import warnings

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_iris
from sklearn.model_selection import KFold, cross_val_score

from skxent.linear_model import SoftmaxRegression
from skxent.scorers import neg_log_loss

X, y = load_iris(return_X_y=True)
folds = KFold(10)

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # scikit-learn warns once for each fold that it cannot score
    theirs = cross_val_score(SoftmaxRegression(), X, y, cv=folds, scoring="neg_log_loss")
ours = cross_val_score(SoftmaxRegression(), X, y, cv=folds, scoring=neg_log_loss)

print("scikit-learn:", theirs.round(3))
print("skxent:      ", ours.round(3))

# %%
# A class that is missing in the test rows is simply no event. The folds' values are those of the rows that
# are there.

fig, ax = plt.subplots(figsize=(7, 3.2), layout="constrained")
ax.bar(np.arange(10), -ours, color="#0060a8")
ax.set(xlabel="fold", ylabel="log loss, nats", title="Every fold of data sorted by class has its number")
ax.set_xticks(np.arange(10))
for fold in np.flatnonzero(np.isnan(theirs)):
    ax.annotate("nan", (fold, -ours[fold]), ha="center", va="bottom", color="#b04a00", fontsize=9)
ax.annotate(
    "nan: what scikit-learn's scorer gives", (0.01, 0.92), xycoords="axes fraction", color="#b04a00", fontsize=9
)
plt.show()
