"""Names that read: blank ones, those of several lines and those that hide something, in every rendering."""

import re

import numpy as np
import pytest

from skxent.report import evaluate_predictions
from skxent.report._rendering._readable import readable, with_readable_names

NAMES = ["", " ", "two\nlines", "a\ttab", "\u202egnp.exe", "\u05d0\u05d1", "<b>", "x" * 200]
# What no reader sees, and what moves a cursor or turns what follows.
HIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff]")
RENDERINGS = ["to_html", "to_markdown", "to_text"]


@pytest.fixture(scope="module")
def evaluation():
    rng = np.random.default_rng(0)
    k = len(NAMES)
    p = rng.dirichlet(np.full(k, 0.5), 300)
    y = np.array(NAMES, dtype=object)[[rng.choice(k, p=row) for row in p]]
    slices = {"": rng.choice(["", "a\nb"], 300), "\n": rng.choice(["\u202e", "b"], 300)}
    models = {"": p, "two\nlines": 0.5 * p + 0.5 / k, "\r": np.full((300, k), 1 / k)}
    ids = [f"id\n{'i' * 150}{i}" for i in range(300)]
    return evaluate_predictions(
        y, models, labels=NAMES, slices=slices, ids=ids, baseline="", data="a\nb", timestamp=False
    ).with_gates(["log_loss\n< 2"])


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_nothing_hidden_reaches_a_reader(evaluation, rendering):
    page = getattr(evaluation, rendering)()
    assert HIDDEN.findall(page) == []
    assert not re.search(r"two\s*\n?\s*(<small>)?lines", page)
    escaped = r"'two\\nlines'" if rendering == "to_markdown" else r"'two\nlines'".replace("'", "&#39;")
    assert (escaped if rendering != "to_text" else r"'two\nlines'") in page
    assert "(empty)" in page


def test_what_is_a_line_below_is_never_a_name(evaluation):
    lines = re.findall(r"<small>(.*?)</small>", evaluation.to_html())
    assert lines
    assert not [line for line in lines if line in {"lines", "b", ""}]
    assert not re.search(r"<(th|td)[^>]*></th>|<figcaption></figcaption>|<summary><span></span>", evaluation.to_html())


def test_numbers_are_found_by_names_that_are_alike():
    y = [0, 1] * 30
    models = {"(empty)": [0.2, 0.8] * 30, "": [0.4, 0.6] * 30}
    shown = with_readable_names(evaluate_predictions(y, models, baseline=""))
    assert [model.name for model in shown.models] == ["(empty)", "(empty)'"]
    assert shown.baseline == "(empty)'"
    assert shown.check("log_loss < 1").results[0].model == "(empty)"
    assert shown.sentence.startswith("(empty) looks better than the baseline (empty)': ")


def test_names_that_read_stay_as_they_are():
    for name in ("a name", "a\u00e9\u4e2d", "\U0001f98a\u200d\U0001f98a", "it's \\n", "$5_a$"):
        assert readable(name) == name
    assert readable(readable("\u05d0")) == readable("\u05d0") == "\u05d0\N{LEFT-TO-RIGHT MARK}"


def test_long_names_keep_both_ends_and_ids_are_whole(evaluation):
    found = readable("a" * 100 + "b" * 100)
    assert len(found) == 121
    assert (found[0], found[-1]) == ("a", "b")
    shown = with_readable_names(evaluation)
    assert all(len(row.id) > 150 for row in shown.models[0].worst_rows)
    assert max(len(str(label)) for label in shown.facts.labels) == 121


def test_labels_that_are_no_text_and_the_call_are_left(evaluation):
    shown = with_readable_names(evaluate_predictions([0, 1] * 5, [0.3, 0.6] * 5, slices={"a": [0, 1] * 5}))
    assert shown.facts.labels == (0, 1)
    assert with_readable_names(evaluation).reproduce == evaluation.reproduce
    assert list(with_readable_names(evaluation).facts.input_hash) == ["(empty)", r"'two\nlines'", r"'\r'"]


def test_the_record_has_the_names_as_they_were_given(evaluation):
    assert list(evaluation.to_dict()["models"]) == ["", "two\nlines", "\r"]


def test_columns_of_a_terminal_are_aligned_whatever_letters_take_two():
    wide = "\N{HIRAGANA LETTER A}" * 3
    text = evaluate_predictions([0, 1] * 30, {wide: [0.2, 0.8] * 30, "abcdef": [0.4, 0.6] * 30}).to_text()
    first, second = (
        next(line for line in text.splitlines() if line.startswith(f"{name}  ") and loss in line)
        for name, loss in ((wide, "0.2231"), ("abcdef", "0.5108"))
    )
    assert first.index("0.2231") + 3 == second.index("0.5108")


def test_letters_that_take_two_columns_are_cut_sooner():
    wide = "\N{HIRAGANA LETTER A}"
    for letter, most in ((wide, 21), ("n", 43)):
        page = evaluate_predictions([0, 1] * 9, {letter * 60: [0.2, 0.7] * 9}).to_html()
        assert f">{letter * most}\N{HORIZONTAL ELLIPSIS}<" in page
