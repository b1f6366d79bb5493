"""
How many bits does HELLO cost, and what does a wrong forecast waste?
====================================================================

Entropy is what a message costs in the code that is best for it, cross-entropy what it costs in the code that is best
for something else, and the difference of the two, the Kullback-Leibler divergence, is what the wrong code wastes. A
forecast is such a code, for the weather.
"""

from collections import Counter

import matplotlib.pyplot as plt
import numpy as np

from skxent.information import cross_entropy, entropy, entropy_from_counts, kl_divergence, self_information

counts = Counter("HELLO")
letters = list(counts)
p = np.array([counts[letter] for letter in letters]) / 5
for letter, share, bits in zip(letters, p, self_information(p, base=2), strict=True):
    print(f"{letter}: a share of {share:.1f} costs {bits:.3f} bits")
print(f"HELLO: {entropy(p, base=2):.4f} bits a letter, {5 * entropy(p, base=2):.2f} in all")

# %%
# L comes twice and costs log2(5 / 2) = 1.32 bits, each of the others log2(5) = 2.32. In a code that takes all 26
# letters to be equally likely each costs log2(26) = 4.70 bits: the divergence is what knowing the letters saves.

alphabet = np.full(26, 1 / 26)
of_hello = np.array([counts[letter] / 5 for letter in map(chr, range(ord("A"), ord("Z") + 1))])
print(f"as any letters: {cross_entropy(of_hello, alphabet, base=2):.4f} bits a letter")
print(f"of which wasted: {kl_divergence(of_hello, alphabet, base=2):.4f}")

# %%
# The entropy of HELLO is that of these five letters. Of whatever they were drawn from ``entropy_from_counts`` gives an
# estimate, which is by default above it, and even above the log2(4) = 2 bits of four letters at most: the entropy of a
# few draws is too small on average, and the estimate corrects that. ``estimator="ml"`` corrects nothing.

for estimator in ("ml", "miller_madow"):
    print(f"{estimator}: {entropy_from_counts([1, 1, 2, 1], estimator=estimator, base=2):.3f} bits a letter")

# %%
# Now the weather: of the days like today 60 % were dry, 30 % had rain and 10 % snow. Three forecasters say what they
# think. Nobody can lose less than the entropy of the weather itself; the rest is the forecaster's own doing.

weather = np.array([0.6, 0.3, 0.1])
forecasters = {
    "who knows the rates": [0.6, 0.3, 0.1],
    "who never commits": [1 / 3, 1 / 3, 1 / 3],
    "who is too sure": [0.9, 0.09, 0.01],
    "who has it backwards": [0.1, 0.3, 0.6],
}
own = entropy(weather, base=2)
wasted = {name: kl_divergence(weather, np.array(q), base=2) for name, q in forecasters.items()}
for name, q in forecasters.items():
    cost = cross_entropy(weather, np.array(q), base=2)
    print(f"{name}: {cost:.3f} bits a day = {own:.3f} of the weather + {wasted[name]:.3f} wasted")

# %%
# To commit to nothing wastes less than to be too sure. Snow that was called impossible would cost infinitely much.

fig, ax = plt.subplots(figsize=(7, 2.8), layout="constrained")
rows = np.arange(len(forecasters))
ax.barh(rows, own, color="#9fb4c7", label="entropy of the weather")
ax.barh(rows, list(wasted.values()), left=own, color="#b04a00", label="divergence: wasted")
for row, waste in zip(rows, wasted.values(), strict=True):
    ax.annotate(f"{own + waste:.2f} bits", (own + waste, row), xytext=(4, 0), textcoords="offset points", va="center")
ax.set_yticks(rows, [f"the one {name}" for name in forecasters])
ax.invert_yaxis()
ax.set(xlabel="cross-entropy, bits a day", xlim=(0, 3.2))
ax.legend(frameon=False, ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1.0))
plt.show()
