"""
Which penalty? A search over a pipeline, and its validation curve
==================================================================

``GridSearchCV`` takes a skxent scorer like any other. With ``all_scores`` one search records every number, from
predictions that are made once for each fold, and ``refit`` names the one to choose by.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_wine
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

from skxent.linear_model import SoftmaxRegression
from skxent.scorers import all_scores, cross_val_tally

X, y = load_wine(return_X_y=True)
pairs = PolynomialFeatures(2, include_bias=False)  # 104 columns
pipeline = make_pipeline(StandardScaler(), pairs, SoftmaxRegression())
alphas = np.logspace(-5, 1, 13)
search = GridSearchCV(
    pipeline,
    {"softmaxregression__alpha": alphas},
    scoring=all_scores,
    refit="neg_log_loss",
    cv=StratifiedKFold(5, shuffle=True, random_state=0),
).fit(X, y)

table = search.cv_results_
best = search.best_index_
print(f"best alpha {alphas[best]:.3g}: log loss {-table['mean_test_neg_log_loss'][best]:.4f} nats,", end=" ")
print(f"skill {table['mean_test_d2_log_loss'][best]:.3f}, Brier {-table['mean_test_neg_brier'][best]:.4f}")

# %%
# The search averages folds. The loss of all out-of-sample predictions together is the sum of the folds' tallies, and
# knows its standard error.

pooled = cross_val_tally(search.best_estimator_, X, y, cv=search.cv).pooled
print(f"pooled: {pooled.log_loss:.4f} nats, standard error {pooled.standard_error:.4f}, {pooled.n_rows} rows")

# %%
# The validation curve. On the left the model trusts 178 rows too much, on the right it ignores them; the mean entropy
# of its predictions says the same without looking at what happened. Where the loss is above the entropy, the model is
# surer than it has reason to be.

fig, ax = plt.subplots(figsize=(7, 4), layout="constrained")
for fold in range(5):
    ax.plot(alphas, -table[f"split{fold}_test_neg_log_loss"], color="#0060a8", alpha=0.25, lw=1)
ax.plot(alphas, -table["mean_test_neg_log_loss"], "o-", color="#0060a8", label="log loss, mean of the folds")
ax.plot(alphas, -table["mean_test_neg_mean_entropy"], "s--", color="#b04a00", label="mean entropy of the predictions")
ax.axvline(alphas[best], color="0.4", lw=1, ls=":")
ax.annotate(f" best: {alphas[best]:.2g}", (alphas[best], 0.92), xycoords=ax.get_xaxis_transform(), color="0.3")
ax.set(xscale="log", yscale="log", xlabel="alpha", ylabel="nats", title="Ridge softmax regression on wine")
ax.legend(frameon=False, loc="lower right")
plt.show()
