"""
Can I train gradient boosting on soft labels?
=============================================

Several annotators often disagree. Boosting libraries take one label a row, but also a custom objective:
:func:`skxent.information.softmax_cross_entropy` gives it the gradient and the Hessian for target distributions. Here
ten simulated annotators label handwritten digits, each wrong in 39 % of the cases and then mostly among look-alikes.
This example needs lightgbm.
"""

import lightgbm as lgb
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from skxent.information import softmax, softmax_cross_entropy
from skxent.metrics import kl_divergence_loss, log_loss

X, y = load_digits(return_X_y=True)
rng = np.random.default_rng(0)
look_alike = {0: 6, 1: 7, 2: 3, 3: 8, 4: 9, 5: 6, 6: 5, 7: 1, 8: 3, 9: 4}
confusion = 0.6 * np.eye(10) + 0.1 / 10
for digit, other in look_alike.items():
    confusion[digit, other] += 0.3
truth = confusion[y]  # the distribution of an annotator's answer, (n, 10)
votes = np.array([rng.multinomial(10, t) for t in truth]) / 10  # ten answers
fit, test = train_test_split(np.arange(len(y)), test_size=0.5, random_state=0, stratify=y)


def boosted(target, rounds=40):
    """Return the test rows' log loss against the annotators' distribution after each round, trained on ``target``."""

    def objective(predictions, _):
        _, gradient, hessian = softmax_cross_entropy(predictions, target)
        return gradient, hessian

    losses = []

    def evaluate(round_):
        logits = round_.model.predict(X[test], raw_score=True)
        losses.append(log_loss(truth[test], logits, scale="logit"))

    options = {"objective": objective, "num_class": 10, "learning_rate": 0.2, "num_leaves": 7, "verbose": -1}
    options |= {"num_threads": 2, "seed": 0}
    model = lgb.train(options, lgb.Dataset(X[fit], free_raw_data=False), rounds, callbacks=[evaluate])
    proba = softmax(model.predict(X[test], raw_score=True))
    return losses, kl_divergence_loss(truth[test], proba)


majority = votes[fit].argmax(axis=1)
soft, soft_excess = boosted(votes[fit])
hard, hard_excess = boosted(majority)
print(f"trained on all votes:       {soft[-1]:.3f} nats, {soft_excess:.3f} above the annotators' own entropy")
print(f"trained on majority labels: {hard[-1]:.3f} nats, {hard_excess:.3f} above")

# %%
# Majority labels teach a certainty that the annotators do not have; the loss rises as soon as it is learned.

fig, ax = plt.subplots(figsize=(7, 3.4), layout="constrained")
ax.plot(np.arange(1, 41), soft, color="#0060a8", label="all votes, as distributions")
ax.plot(np.arange(1, 41), hard, color="#b04a00", linestyle="--", label="majority labels")
ax.axhline(log_loss(truth[test], truth[test]), color="#5b6170", linewidth=1)
ax.annotate(
    "the annotators' own entropy", (40, log_loss(truth[test], truth[test])), ha="right", va="bottom", fontsize=9
)
ax.set(xlabel="rounds", ylabel="log loss, nats", title="Boosting with skxent's loss: soft labels against hard ones")
ax.legend(frameon=False)
plt.show()
