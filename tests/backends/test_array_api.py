"""Arrays of other libraries: the same numbers, in the library that the data brings, with no large copy to NumPy."""

import math

import numpy as np
import pandas as pd
import pytest

from skxent import information, metrics

strict = pytest.importorskip("array_api_strict", reason="comes with the extra 'arrays'")
torch = pytest.importorskip("torch", reason="comes with the extra 'arrays'")
pytest.importorskip("array_api_compat", reason="comes with the extra 'arrays'")

N, K = 500, 6
rng = np.random.default_rng(0)
P, Q = rng.dirichlet(np.ones(K), (2, N))
Z = rng.normal(size=(N, K)) * 5
Y = rng.integers(0, K, N)
WEIGHT = rng.random(N)
COUNTS = rng.integers(0, 200, (N, K)) + 1

LIBRARIES = {"array_api_strict": strict.asarray, "torch": torch.asarray}
every_library = pytest.mark.parametrize("library", LIBRARIES)


@pytest.fixture(autouse=True)
def no_large_copy_to_numpy(monkeypatch):
    """Refuse any conversion to NumPy of something of size n x K."""

    def guarded(convert):
        def converted(self, *args, **kwargs):
            assert math.prod(self.shape) < N * K, "an array of size n x K was copied to NumPy"
            return convert(self, *args, **kwargs)

        return converted

    monkeypatch.setattr(torch.Tensor, "__array__", guarded(torch.Tensor.__array__))
    array = type(strict.asarray(1.0))
    for name in ("__array__", "__buffer__"):
        if hasattr(array, name):
            monkeypatch.setattr(array, name, guarded(getattr(array, name)))


INFORMATION = {
    "self_information": lambda xp: information.self_information(xp(P)),
    "entropy": lambda xp: information.entropy(xp(P), base=2),
    "entropy axis": lambda xp: information.entropy(xp(np.ascontiguousarray(P.T)), axis=0),
    "entropy of zeros": lambda xp: information.entropy(xp(np.eye(K))),
    "cross_entropy": lambda xp: information.cross_entropy(xp(P), xp(Q)),
    "perplexity": lambda xp: information.perplexity(xp(P)),
    "kl_divergence": lambda xp: information.kl_divergence(xp(P), xp(Q)),
    "kl_divergence near": lambda xp: information.kl_divergence(xp(P), xp(P * (1 - 1e-6) + 1e-6 / K)),
    "js_divergence": lambda xp: information.js_divergence(xp(np.stack([P, Q])), xp(np.array([0.3, 0.7]))),
    "js_distance": lambda xp: information.js_distance(xp(np.stack([P, Q]))),
    "population_stability_index": lambda xp: information.population_stability_index(xp(P), xp(Q)),
    "mutual_information": lambda xp: information.mutual_information(xp(P / N)),
    "ensemble_information": lambda xp: information.ensemble_information(xp(np.stack([P, Q]))).epistemic,
    **{
        f"entropy_from_counts {name}": lambda xp, name=name: information.entropy_from_counts(xp(COUNTS), estimator=name)
        for name in ("ml", "miller_madow", "chao_shen", "shrink", "grassberger", "laplace", "jeffreys")
    },
    "softmax": lambda xp: information.softmax(xp(Z)),
    "softmax large": lambda xp: information.softmax(xp(Z * 1e3)),
    "log_softmax": lambda xp: information.log_softmax(xp(Z)),
    "sigmoid": lambda xp: information.sigmoid(xp(Z * 1e3)),
    "log_sigmoid": lambda xp: information.log_sigmoid(xp(Z)),
    "softmax_cross_entropy": lambda xp: information.softmax_cross_entropy(xp(Z), xp(Y)).gradient,
    "softmax_cross_entropy soft": lambda xp: information.softmax_cross_entropy(xp(Z), xp(P), label_smoothing=0.1).loss,
}

TARGETS = {"labels": lambda xp: xp(Y), "distributions": lambda xp: xp(Q), "labels in NumPy": lambda _: Y}
METRICS = {
    "log_loss": lambda y, xp: metrics.log_loss(y, xp(P), sample_weight=WEIGHT),
    "log_loss logit": lambda y, xp: metrics.log_loss(y, xp(Z), scale="logit", labels=list(range(K))),
    "log_loss log_proba": lambda y, xp: metrics.log_loss(y, xp(np.log(P)), scale="log_proba", smoothing=1e-3),
    "log_loss classes": lambda y, xp: metrics.log_loss(y, xp(P), class_weight={0: 3.0}, label_smoothing=0.1),
    "log_loss normalize": lambda y, xp: metrics.log_loss(y, xp(P), normalize=True, base=2),
    "brier_loss": lambda y, xp: metrics.brier_loss(y, xp(P)),
    "kl_divergence_loss smoothed": lambda y, xp: metrics.kl_divergence_loss(y, xp(P), label_smoothing=0.1),
    "mean_entropy": lambda y, xp: metrics.mean_entropy(y, xp(P)),
    "kl_divergence_loss": lambda y, xp: metrics.kl_divergence_loss(y, xp(P)),
}


def as_numpy(array):
    """Return rows of an array as NumPy, a few at a time."""
    flat = array.reshape(-1) if isinstance(array, torch.Tensor) else strict.reshape(array, (-1,))
    n = math.prod(array.shape)
    return np.concatenate([np.asarray(flat[i : min(i + 1000, n)]) for i in range(0, n, 1000)])


@every_library
@pytest.mark.parametrize("name", INFORMATION)
def test_information_stays_in_its_library(library, name):
    make = LIBRARIES[library]
    found, expected = INFORMATION[name](make), INFORMATION[name](np.asarray)
    assert type(found) is type(make(np.ones(1)))
    assert tuple(found.shape) == expected.shape
    np.testing.assert_allclose(as_numpy(found), expected.ravel(), rtol=1e-11, atol=1e-15)


@every_library
@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", METRICS)
def test_metrics_give_the_same_number(library, target, name):
    make = LIBRARIES[library]
    found = METRICS[name](TARGETS[target](make), make)
    assert isinstance(found, float)
    assert math.isclose(found, METRICS[name](TARGETS[target](np.asarray), np.asarray), rel_tol=1e-11)


@every_library
def test_target_distributions_of_a_positive_class_0_are_turned_round_in_their_library(library):
    t, make = np.repeat(np.column_stack([P[:, 0], 1 - P[:, 0]]), K // 2, axis=0), LIBRARIES[library]
    p = np.linspace(0.1, 0.9, len(t))
    found = metrics.binary_log_loss(make(t), make(p), pos_label=0)
    assert math.isclose(found, metrics.binary_log_loss(t, p, pos_label=0), rel_tol=1e-11)


@every_library
@pytest.mark.parametrize("scale", ["proba", "log_proba", "logit"])
def test_predictions_of_the_last_of_two_labels(library, scale):
    z, p = Z[:, 0], P[:, 0]
    values, make = {"proba": p, "log_proba": np.log(p), "logit": z}[scale], LIBRARIES[library]
    y = np.arange(N) % 2
    found = metrics.log_loss(make(y), make(values), scale=scale)
    assert math.isclose(found, metrics.log_loss(y, values, scale=scale), rel_tol=1e-11)


@every_library
def test_predictions_of_any_dimension(library):
    make = LIBRARIES[library]
    for y in (Y.reshape(50, 10), Q.reshape(50, 10, K)):
        expected = metrics.log_loss(y, P.reshape(50, 10, K))
        assert math.isclose(metrics.log_loss(make(y), make(P.reshape(50, 10, K))), expected, rel_tol=1e-11)


@every_library
def test_losses_of_the_rows_stay_in_their_library(library):
    make = LIBRARIES[library]
    losses = metrics.log_loss(make(Y), make(P), reduction="none")
    assert type(losses) is type(make(np.ones(1)))
    np.testing.assert_allclose(np.asarray(losses), metrics.log_loss(Y, P, reduction="none"), rtol=1e-12)


def test_tensors_that_are_differentiated_are_read():
    p = torch.asarray(P).requires_grad_(requires_grad=True)
    information.entropy(p).sum().backward()
    np.testing.assert_allclose(as_numpy(p.grad), -(np.log(P) + 1).ravel(), rtol=1e-12)
    assert math.isclose(metrics.log_loss(Y, p), metrics.log_loss(Y, P), rel_tol=1e-12)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_short_types_are_read_with_their_own_tolerance(dtype):
    logits = torch.asarray(Z / 5).to(dtype)
    found = metrics.log_loss(Y, logits, scale="logit", labels=list(range(K)))
    exact = metrics.log_loss(Y, logits.double(), scale="logit", labels=list(range(K)))
    assert math.isclose(found, exact, rel_tol=1e-12)


def test_libraries_are_not_mixed():
    with pytest.raises(TypeError, match="arrays come from several libraries"):
        information.kl_divergence(torch.asarray(P), strict.asarray(Q))


@every_library
def test_lists_beside_arrays_are_of_their_library_and_numpys_arrays_are_not(library):
    make, stack = LIBRARIES[library], np.stack([P[:9], Q[:9]])
    for found, expected in (
        (information.js_divergence(make(stack), [0.3, 0.7]), information.js_divergence(stack, [0.3, 0.7])),
        (
            information.js_divergence(stack.tolist(), make(np.array([0.3, 0.7]))),
            information.js_divergence(stack, [0.3, 0.7]),
        ),
        (
            information.softmax_cross_entropy(make(Z[:9]), Y[:9].tolist()).loss,
            information.softmax_cross_entropy(Z[:9], Y[:9]).loss,
        ),
        (
            information.softmax_cross_entropy(Z[:9].tolist(), make(Y[:9])).loss,
            information.softmax_cross_entropy(Z[:9], Y[:9]).loss,
        ),
    ):
        assert type(found) is type(make([1.0]))
        np.testing.assert_allclose(np.asarray(found), expected, rtol=1e-11)
    with pytest.raises(TypeError, match="arrays come from several libraries"):
        information.js_divergence(stack, make([0.3, 0.7]))
    with pytest.raises(TypeError, match="arrays come from several libraries"):
        information.softmax_cross_entropy(make(Z), Y)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_what_is_to_be_turned_is_read_with_the_tolerance_of_its_own_type(dtype):
    columns = torch.asarray(P[:9].T).to(dtype)
    with pytest.raises(
        ValueError, match=r"^p has shape \(6, 9\), and sums of 1 along axis=0, not along axis=-1; pass p"
    ):
        information.entropy(columns)
    with pytest.raises(
        ValueError, match=r"^ps has shape \(6, 9\), and sums of 1 along axis=0, not along axis=-1; pass"
    ):
        information.js_divergence(columns)


def test_frames_that_cannot_be_written_to_are_read_beside_tensors_without_a_word():
    frame = pd.DataFrame(Q[:9])  # a view of which is read-only from pandas 3 on
    array = frame.to_numpy()
    array.flags.writeable = False

    class Sealed:
        def __array__(self, dtype=None, copy=None):
            return array

    expected = information.kl_divergence(P[:9], Q[:9])
    for other in (frame, Sealed()):
        np.testing.assert_allclose(information.kl_divergence(torch.asarray(P[:9]), other), expected, rtol=1e-11)
