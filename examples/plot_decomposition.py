"""
Is it the ranking or the probabilities? Reading a decomposition
===============================================================

The log loss of a forecast is uncertainty, what knowing the class frequencies alone would lose, less discrimination,
what the forecast saves by telling rows apart, plus miscalibration, what it wastes by probabilities that do not come
true. The first part of each bar is what recalibration leaves, the second what it would save.
"""

import matplotlib.pyplot as plt
from sklearn.datasets import load_diabetes
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold, cross_validate
from sklearn.naive_bayes import GaussianNB

from skxent.linear_model import SoftmaxRegression
from skxent.report import DecompositionDisplay

X, target = load_diabetes(return_X_y=True)
y = target > 140  # does the disease progress by more than that within a year?
folds = StratifiedKFold(5, shuffle=True, random_state=0)
models = {
    "softmax regression": SoftmaxRegression(alpha=1e-4),
    "too large a penalty": SoftmaxRegression(alpha=0.01),
    "naive Bayes": GaussianNB(),
    "random forest": RandomForestClassifier(min_samples_leaf=5, random_state=0),
}
results = {
    name: cross_validate(model, X, y, cv=folds, return_estimator=True, return_indices=True)
    for name, model in models.items()
}

# %%
# All four tell rows apart, and what recalibration leaves differs less than the scores do. Naive Bayes loses more than
# knowing nothing (the dashed line), by probabilities that are too sure. The large penalty makes them too unsure. Both
# would be mended by recalibration; a better ranking takes another model.

display = DecompositionDisplay.from_cv_results(results, X, y)
print(display.frame()[["model", "miscalibration", "discrimination", "score"]].round(3).to_string(index=False))
plt.show()

# %%
# The recalibration was fitted to the rows that it is judged by, so a part of each miscalibration is chance. Fitted on
# other folds instead, a slope and a shift of the log-odds:

display = DecompositionDisplay.from_cv_results(results, X, y, method="multinomial")
print(display.decompositions["softmax regression"])
print(display.decompositions["softmax regression"].limits)
plt.show()
