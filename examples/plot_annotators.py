"""
Several annotators disagree: what do I train on, and what do I score against?
=============================================================================

Where five people label each row and do not agree, the truth of a row is the distribution of their answers. A majority
vote throws that away. ``SoftmaxRegression`` fits distributions and counts as they are, ``log_loss`` scores against
them, and ``kl_divergence_loss`` takes out what the annotators themselves disagree by, which no model can save.
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from skxent.information import entropy
from skxent.linear_model import SoftmaxRegression
from skxent.metrics import kl_divergence_loss, log_loss

data = load_wine()
names = ["barolo", "grignolino", "barbera"]
rng = np.random.default_rng(0)
# Five tasters know a wine by its colour and its alcohol alone, and say what they believe:
tasted = StandardScaler().fit_transform(data.data[:, [0, 9]])
belief = SoftmaxRegression(alpha=0.02).fit(tasted, data.target).predict_proba(tasted)
votes = pd.DataFrame([rng.multinomial(5, p) for p in belief], columns=names)  # counts (n, 3)
print(votes.head(3).to_string())

# %%
# Counts are given to ``fit`` as they are: a row of five answers is five rows. A frame's columns become ``classes_``.

X = StandardScaler().fit_transform(data.data)
fit, test = train_test_split(np.arange(len(X)), test_size=0.5, random_state=0)
majority = votes.idxmax(axis=1)
on_votes = SoftmaxRegression(alpha=0.01).fit(X[fit], votes.iloc[fit])
on_majority = SoftmaxRegression(alpha=0.01).fit(X[fit], majority.iloc[fit])

answers = votes.div(votes.sum(axis=1), axis=0)  # target distributions, rows sum to 1
excess = {}
for name, model in {"all votes": on_votes, "the majority": on_majority}.items():
    proba = pd.DataFrame(model.predict_proba(X[test]), columns=model.classes_)
    excess[name] = kl_divergence_loss(answers.iloc[test], proba, reduction="none")
    loss = log_loss(answers.iloc[test], proba)
    print(f"trained on {name}: {loss:.3f} nats, {excess[name].mean():.3f} of them above the tasters' own entropy")

# %%
# The majority's model is surer than the tasters are: it is rewarded where all five agree, and pays for it where not.

own = entropy(answers.iloc[test].to_numpy())
fig, ax = plt.subplots(figsize=(7, 3.2), layout="constrained")
edges = [-0.01, 0.01, 0.55, 1.2]
labels = ["all five agree", "some disagree", "many disagree"]
which = np.digitize(own, edges) - 1
for shift, (name, each) in zip((-0.2, 0.2), excess.items(), strict=True):
    means = [each[which == part].mean() for part in range(3)]
    ax.bar(np.arange(3) + shift, means, 0.38, color="#0060a8" if shift < 0 else "#b04a00", label=f"trained on {name}")
ax.set_xticks(range(3), [f"{label}\n{(which == part).sum()} wines" for part, label in enumerate(labels)])
ax.set(ylabel="divergence from the votes, nats")
ax.legend(frameon=False)
plt.show()
