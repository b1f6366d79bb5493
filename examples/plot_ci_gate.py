"""
How do I stop a worse model in CI?
==================================

A gate is a number of the report, a comparison and a bound. ``log_loss < 0.35`` asks what the number is; on ``.high``
it asks what the data show; on ``.regression.high`` it asks them to show that the new model is no worse than the last
one by more than you would notice. On the command line this is ``skxent compare old.csv new.csv --gate ...``, and the
exit code.
"""

import os
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib.pyplot as plt
import pandas as pd
from sklearn.datasets import load_diabetes
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from skxent.cli import main
from skxent.linear_model import SoftmaxRegression
from skxent.report import evaluate_predictions

X, progress = load_diabetes(return_X_y=True)
y = pd.Series(progress > 140).map({True: "worse", False: "stable"})
folds = StratifiedKFold(5, shuffle=True, random_state=0)
every = list(range(10))
candidates = {
    "last release": (1e-4, every),
    "less penalty": (5e-5, every),
    "without the sixth column": (1e-4, [j for j in every if j != 5]),
    "without blood pressure": (1e-4, [j for j in every if j != 3]),
}
predictions = {}
for name, (alpha, columns) in candidates.items():
    model = SoftmaxRegression(alpha=alpha)
    proba = cross_val_predict(model, X[:, columns], y, cv=folds, method="predict_proba")
    predictions[name] = pd.DataFrame(proba, columns=["stable", "worse"])
gates = ["log_loss.high < 0.60", "log_loss.regression.high < 0.01"]
evaluation = evaluate_predictions(y, predictions, baseline="last release", data="disease progression")
for result in evaluation.check(gates).results:
    print(result)

# %%
# In CI it is files and an exit code: 0 where all gates passed, 1 where one failed, 2 for input that is wrong. The
# summary goes to the pull request with ``--markdown``, the test to the CI's own page with ``--junit``.

with TemporaryDirectory() as folder:
    for name, proba in predictions.items():
        proba.assign(truth=y).to_csv(Path(folder, f"{name.replace(' ', '_')}.csv"), index=False)
    for new in ("less_penalty", "without_blood_pressure"):
        files = [f"{folder}/last_release.csv", f"{folder}/{new}.csv"]
        columns = ["--target", "truth", "--proba", "stable", "worse"]
        with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
            code = main(["compare", *files, *columns, "--gate", gates[1]])
        print(f"{new}: exit code {code}")

# %%
# The interval of the difference is what the second gate reads: all of it must lie left of the bound.

fig, ax = plt.subplots(figsize=(7, 2.2), layout="constrained")
regressions = {name: found["log_loss"] for name, found in evaluation.to_dict()["verdict"]["regressions"].items()}
for row, loss in enumerate(regressions.values()):
    color = "#0060a8" if loss["high"] < 0.01 else "#b04a00"
    ax.plot([loss["low"], loss["high"]], [row, row], color=color)
    ax.plot(loss["value"], row, "o", color=color)
ax.axvline(0, color="0.5", ls=":")
ax.axvline(0.01, color="0.2", lw=1)
ax.annotate("the gate", (0.01, -0.4), xytext=(4, 0), textcoords="offset points", va="top")
ax.set_yticks(range(len(regressions)), list(regressions))
ax.set(ylim=(2.5, -0.5), xlabel="worse than the last release by, nats of log loss")
plt.show()
