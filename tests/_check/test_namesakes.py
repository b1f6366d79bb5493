"""What is not equal and reads the same."""

import math

import pytest

from skxent._check import in_another_order, namesakes, reads_as, reads_like_first, says_a_word


@pytest.mark.parametrize(
    ("label", "reads_like"),
    [
        ("No", "no"),
        ("no ", "no"),
        (" NO", "no"),
        ("1", 1),
        (1, "1"),
        ("1", 1.0),
        ("1.0", 1),
        (1.0, "1"),
        ("true", True),
        ("1", True),
        ("inf", math.inf),
        ("0.5", 0.5),
    ],
)
def test_labels_that_differ_in_type_case_or_blanks_alone_are_namesakes(label, reads_like):
    assert namesakes(["other", label], ["else", reads_like]) == [(label, reads_like)]


@pytest.mark.parametrize(
    ("name", "label"), [("No ", "no"), (1, "1"), ("1.0", 1), (1.0, 1), (1, True), ("true", True), ("0", 0.0)]
)
def test_a_name_is_a_label_whatever_its_type_case_and_blanks(name, label):
    assert reads_as(name, label)
    assert reads_as(label, name)
    assert not reads_as(f"p_{name}", label)


@pytest.mark.parametrize(
    ("label", "known"),
    [("a", "b"), ("1", "10"), ("v2", "v2.0"), (2, "1"), (0.5, 0), (math.nan, 1), ("1", "true"), ("False", 0)],
)
def test_labels_that_read_otherwise_are_none(label, known):
    assert namesakes([label], [known]) == []


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("p_no", "no", "yes"),
        ("P(no)", "no", "yes"),
        ("NO", "no", "yes"),
        ("prob no", "no", "yes"),
        ("0", 0, 1),
        ("p0", 0, 1),
        ("p_0.0", 0.0, 1.0),
        (0, 0.0, 1.0),
        ("-1", -1, 1),
        ("-", "-", "+"),
        ("p_admitted", "admitted", "not admitted"),
        ("p_not_admitted", "not admitted", "admitted"),
        ("class 0", 0, 1),
        ("prob_0", False, True),
        ("p_0", "False", "True"),
        ("p_A", "A", "a"),
        ("P(a)", "a", "A"),
        ("P(class is no)", "no", "yes"),
        ("predicted probability of no", "no", "yes"),
        ("predict_proba_0.0", 0, 1),
        ("p_class_0", "class 0", "class 1"),
        ("p", "p", "q"),
    ],
)
def test_a_name_that_is_the_first_of_two_labels_beside_words_of_probability_reads_like_the_first(name, first, last):
    assert reads_like_first(name, first, last)
    assert not reads_like_first(name, last, first)


MODELS = ["C=0.5", "C=10.0", "v2.0", "lr 0.001", 0.5, "0.5", "p_0.5", "model_0", "fold_0", "x0", "EMOS0", ("p", 0, "m")]


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("p_event_not_none", "event", "none"),
        ("p_-1", -1, 1),
        ("nobody", "no", "yes"),
        ("p_10", 0, 1),
        ("EMOS", 0, 1),
        ("p+", "-", "+"),
        ("", "no", "yes"),
        ("class score", "class", "score"),
        ("(no)", "no", "yes"),
        (-1, 1, 2),
        (".5", 5, 6),
        *((name, 0, 1) for name in MODELS),
        *((name, 0.0, 1.0) for name in MODELS),
        ("model_1", 1, 2),
        ("model a", "a", "b"),
        ("no_show", "no", "yes"),
        ("low_rank_model", "low", "high"),
        ("false positive model", False, True),
        ("p_1", 1, "1"),
        (0, "False", "True"),
        ("P_NO", "No", "no"),
    ],
)
def test_a_name_that_holds_both_labels_or_none_or_other_words_reads_like_neither(name, one, other):
    assert not reads_like_first(name, one, other)
    assert not reads_like_first(name, other, one)


@pytest.mark.parametrize(
    ("columns", "labels"),
    [
        (["p_a", "p_b", "p_c"], ["c", "b", "a"]),
        (["P(No)", "P(Yes)"], ["yes", "no"]),
        (["prob0", "prob1"], ["1", "0"]),
        (["no prob", "yes prob"], ["yes", "no"]),
        (["t_a", "t_b"], ["p_b", "p_a"]),
        (["p_no_event", "p_event"], ["event", "no event"]),
        (["p_academic", "p_accounting"], ["accounting", "academic"]),
        (["p_b", "p_a", "p_A"], ["A", "a", "b"]),
    ],
)
def test_names_freed_of_what_all_share_may_be_the_labels_in_another_order(columns, labels):
    assert in_another_order(columns, labels)
    assert not in_another_order(columns, labels[::-1])


@pytest.mark.parametrize(
    ("columns", "labels"),
    [
        (["p_0", "p_1", "p_2"], ["1", "2", "3"]),
        (["x", "y"], ["no", "yes"]),
        (["p"], ["a"]),
        (["c_0", "c_1"], ["11", "10"]),
        (["p_a", "p_b"], ["a", "b", "c"]),
        (["p_1", "p_-1"], ["-1", "1"]),
    ],
)
def test_names_that_are_not_all_of_the_labels_are_in_no_other_order(columns, labels):
    assert not in_another_order(columns, labels)


def test_text_of_a_whole_number_is_that_number_however_it_is_written():
    assert namesakes(["0", "1e0", "x"], ["0.0", 1]) == [("0", "0.0"), ("1e0", 1)]
    assert namesakes(["nan", "inf", "0.5", 2**63 + 1], ["NA", "1e999", ".5", float(2**63)]) == []
    assert reads_like_first("0", "0.0", "1.0")
    assert not reads_like_first("1", "0.0", "1.0")


def test_a_name_that_is_the_last_label_is_of_the_last_whatever_else_it_reads_like():
    assert reads_like_first("P(no)", "no", "yes")
    assert not reads_like_first("P(no)", "no", "P(no)")


def test_a_name_says_a_word_where_more_than_numbers_stands_beside_words_of_probability():
    for name in ("p_no", "P(no)", "event", "p_b"):
        assert says_a_word(name)
    for name in ("p_0", "score of class 1", "PROBA", "", 0, 0.5, "0_1"):
        assert not says_a_word(name)
