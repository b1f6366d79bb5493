"""Data sets for the benchmark of fits: bundled ones, and generated ones in the likeness of well-known others."""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import sparse
from scipy.special import softmax
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine

Data = tuple[Any, np.ndarray]


def _labels(rng: np.random.Generator, z: np.ndarray, shares: np.ndarray | None = None) -> np.ndarray:
    """Return labels drawn from softmax(z + b), with intercepts b at which the classes have their shares."""
    shares = np.full(z.shape[1], 1 / z.shape[1]) if shares is None else shares
    b = np.log(shares)
    for _ in range(50):  # iterative scaling
        b += np.log(shares / softmax(z + b, axis=1).mean(axis=0))
    return (z + b + rng.gumbel(size=z.shape)).argmax(axis=1)


def _columns(rng: np.random.Generator, n: int, p: int, n_factors: int) -> np.ndarray:
    """Return correlated standardised columns (n, p)."""
    X = rng.normal(size=(n, n_factors)) @ rng.normal(size=(n_factors, p)) + rng.normal(size=(n, p))
    return X / X.std(axis=0)


def pixels(n: int = 6435, p: int = 36, k: int = 6) -> Data:
    """Return rows like satellite pixels: highly correlated positive columns around 80, and overlapping classes."""
    rng = np.random.default_rng(0)
    S = _columns(rng, n, p, 4)
    return np.round(80 + 20 * S), _labels(rng, 1.5 * S @ rng.normal(size=(p, k)) / 3)


def letters(n: int = 20_000, p: int = 16, k: int = 26) -> Data:
    """Return rows like letters: small whole numbers, and many classes."""
    rng = np.random.default_rng(1)
    S = _columns(rng, n, p, 6)
    return np.clip(np.round(7 + 2.5 * S), 0, 15), _labels(rng, 2 * S @ rng.normal(size=(p, k)) / 2)


def cover(n: int = 300_000) -> Data:
    """Return rows like forest cover: ten numbers in the thousands, 44 rare indicators, and seven uneven classes."""
    rng = np.random.default_rng(2)
    S = _columns(rng, n, 10, 3)
    scale, mean = 10 ** rng.uniform(1, 3.2, 10), 10 ** rng.uniform(1.5, 3.5, 10)
    area, soil = rng.choice(4, n, p=[0.45, 0.05, 0.44, 0.06]), rng.choice(40, n, p=rng.dirichlet(np.full(40, 0.4)))
    X = np.column_stack([S * scale + mean, np.eye(4)[area], np.eye(40)[soil]])
    z = S @ rng.normal(size=(10, 7)) + rng.normal(size=(4, 7))[area] + 1.5 * rng.normal(size=(40, 7))[soil]
    return X, _labels(rng, z, np.array([0.365, 0.488, 0.061, 0.005, 0.016, 0.03, 0.035]))


def shuttle(n: int = 58_000) -> Data:
    """Return rows like the shuttle's: nine numbers with heavy tails, and classes of a dozen rows, nearly separable."""
    rng = np.random.default_rng(3)
    S = _columns(rng, n, 9, 3) * rng.standard_t(3, (n, 1))
    z = 6 * S @ rng.normal(size=(9, 7))
    shares = np.array([0.786, 0.0008, 0.003, 0.153, 0.056, 0.0002, 0.001])
    return np.round(S * 10 ** rng.uniform(0, 2.5, 9) + 40), _labels(rng, z, shares)


def images(n: int = 60_000, p: int = 784, k: int = 10) -> Data:
    """Return rows like scanned digits: grey values from 0 to 255, half of them 0, neighbours alike, a few mislabelled."""
    rng = np.random.default_rng(4)
    y = rng.integers(0, k, n)
    prototypes = rng.normal(size=(k * 8, p))
    X = prototypes[y * 8 + rng.integers(0, 8, n)] + _columns(rng, n, p, 40)
    X = X.reshape(n, 28, 28)
    X = (X + np.roll(X, 1, 1) + np.roll(X, 1, 2)).reshape(n, p)
    return np.clip(np.round(90 * X), 0, 255), np.where(rng.random(n) < 0.03, rng.integers(0, k, n), y)


def probe(n: int, p: int, k: int) -> Data:
    """Return rows like the embeddings of a network, for a linear probe of many classes."""
    rng = np.random.default_rng(5)
    centres, y = rng.normal(size=(k, p)), rng.integers(0, k, n)
    return np.maximum(centres[y] + 1.5 * rng.normal(size=(n, p)), 0).astype(np.float64), y


def words(n: int = 10_000, p: int = 50_000, k: int = 20, density: float = 1e-3) -> Data:
    """Return rows like texts: sparse positive numbers in many columns."""
    rng = np.random.default_rng(6)
    X = sparse.random_array((n, p), density=density, format="csr", rng=rng)
    return X, _labels(rng, 3 * (X @ rng.normal(size=(p, k))))


DATA: dict[str, Callable[[], Data]] = {
    "iris": lambda: load_iris(return_X_y=True),
    "wine": lambda: load_wine(return_X_y=True),
    "breast_cancer": lambda: load_breast_cancer(return_X_y=True),
    "digits": lambda: load_digits(return_X_y=True),
    "pixels": pixels,
    "letters": letters,
    "shuttle": shuttle,
    "cover": cover,
}
LARGE: dict[str, Callable[[], Data]] = {
    "images": images,
    "probe200": lambda: probe(20_000, 256, 200),
    "probe1000": lambda: probe(50_000, 512, 1000),
    "words": words,
}
