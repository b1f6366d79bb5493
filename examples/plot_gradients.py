"""
Why does cross-entropy train where squared error stalls?
========================================================

A sigmoid turns a logit into a probability. The gradient of the cross-entropy by the logit is p - t: the more wrong, the
larger. That of the squared error is (p - t) p (1 - p): where the model is sure and wrong, it vanishes.
"""

import matplotlib.pyplot as plt
import numpy as np

from skxent.information import sigmoid, softmax_cross_entropy

z = np.linspace(-10, 10, 401)  # the logit of a class that happened, t = 1
logits = np.column_stack([np.zeros_like(z), z])
loss, gradient, _ = softmax_cross_entropy(logits, np.ones(len(z), dtype=int))
p = sigmoid(z)
squared = (p - 1) * p * (1 - p)

# %%
# Ten steps of gradient descent from a confident mistake, z = -6, with a step of 1:

for name, slope in [
    ("cross-entropy", lambda v: sigmoid(v) - 1),
    ("squared error", lambda v: (sigmoid(v) - 1) * sigmoid(v) * sigmoid(-v)),
]:
    value = -6.0
    for _ in range(10):
        value -= float(slope(np.array(value)))
    print(f"{name}: p goes from {float(sigmoid(-6.0)):.4f} to {float(sigmoid(value)):.4f}")

fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
left.plot(p, -gradient[:, 1], color="#0060a8", label="cross-entropy")
left.plot(p, -squared, color="#b04a00", linestyle="--", label="squared error")
left.set(xlabel="probability given to what happened", ylabel="size of the gradient by the logit")
left.legend(frameon=False)
right.plot(z, loss, color="#0060a8")
right.plot(z, (1 - p) ** 2 / 2, color="#b04a00", linestyle="--")
right.set(xlabel="logit of what happened", ylabel="loss")
fig.suptitle("Cross-entropy pushes hardest where the model is most wrong")
plt.show()
