"""What is no forecast is refused, with these words: what came and where, what was wanted, what to do."""

import math
import pickle

import numpy as np
import pandas as pd
import pytest

from skxent._check import RowError, check_forecast, listing
from skxent._check._refusals import cut, shown

NAN = float("nan")
GOOD = [[0.5, 0.5], [0.25, 0.75]]
# fmt: off
REFUSED = [
    # y_true, y_proba, options, message
    ([0, 1, 1], GOOD, {}, "y_true has 3 rows, y_proba has 2; pass the predictions of the same rows."),
    ([0, 1], [[NAN, 0.5], [0.5, 0.5]], {}, "y_proba is NaN or infinite, or sums to infinity, in row 0; predictions are numbers: drop or mend these rows."),
    ([0, 1], [[np.inf, 0.5], [0.5, 0.5]], {}, "y_proba is NaN or infinite, or sums to infinity, in row 0; predictions are numbers: drop or mend these rows."),
    ([0, 1], [[0.5, 0.5], [np.inf, -np.inf]], {}, "y_proba is NaN or infinite, or sums to infinity, in row 1; predictions are numbers: drop or mend these rows."),
    ([0, 1], [[0.5, 0.5], [1.7e308, 1.7e308]], {}, "y_proba is NaN or infinite, or sums to infinity, in row 1; predictions are numbers: drop or mend these rows."),
    ([0, 1], [[0.5, 0.5], [1.5, -0.5]], {}, "y_proba is negative (down to -0.5) in row 1; probabilities are in [0, 1]: pass scale='logit' for logits, scale='log_proba' for logarithms."),
    ([0, 1], [[0.5, 0.5], [1.5, 0.5]], {}, "y_proba is above 1 (up to 1.5) in row 1; probabilities are in [0, 1]: divide percentages by 100, or pass scale='logit' for logits, scale='log_proba' for logarithms."),
    ([0, 1], [[0.5, 0.4], [0.5, 0.5]], {}, "y_proba sums to 0.9 (the worst) in row 0; rows sum to 1: pass normalize=True to divide by the sums if they were rounded, or scale='logit' if these are logits."),
    ([0, 1], [[0.0, 0.0], [0.5, 0.5]], {"normalize": True}, "y_proba sums to 0 in row 0; a row of zeros has no ratios: drop these rows."),
    ([0, 1], [0.5, 1.5], {}, "y_proba is 1.5 (the first) in row 1; probabilities are in [0, 1]: divide percentages by 100, or pass scale='logit' for logits, scale='log_proba' for logarithms."),
    ([0, 1], [0.5, NAN], {}, "y_proba is nan (the first) in row 1; predictions are numbers: drop or mend these rows."),
    ([0, 1], [-0.5, 1.5], {"scale": "log_proba"}, "y_proba is 1.5 (the first) in row 1; log-probabilities are at most 0: pass scale='logit' for logits."),
    ([0, 1], [NAN, 1.5], {"scale": "logit"}, "y_proba is NaN in row 0; predictions are numbers: drop or mend these rows."),
    ([0, 1], GOOD, {"scale": "log_proba"}, "exp(y_proba) sums to 3.40102543 (the worst) in rows 0, 1; the exp of log-probabilities sums to 1: pass scale='proba' if these are probabilities, scale='logit' if they are logits, or normalize=True."),
    ([0, 1], [[0, np.inf], [0, 0]], {"scale": "logit"}, "y_proba is NaN, +inf, or -inf for all classes in row 0; logits are numbers, or -inf for probability 0: drop or mend these rows."),
    ([0, 1], [[0, NAN], [0, 0]], {"scale": "log_proba"}, "y_proba is NaN, +inf, or -inf for all classes in row 0; log-probabilities are numbers or -inf: drop or mend these rows."),
    ([0, 2], GOOD, {"labels": [0, 1]}, "y_true holds 2 in row 1; labels are [0, 1]: pass labels= with every class, in the column order of y_proba."),
    ([0, 1], [[0.2, 0.3, 0.5]] * 2, {}, "y_proba has 3 columns for 2 labels [0, 1]; pass labels=estimator.classes_."),
    ([0, 0], [0.5, 0.5], {}, "y_proba has shape (2,), the predictions of the last of two labels, for 1 label; pass labels=[negative, positive], or a column for each label."),
    ([0, 1, 2], [0.5] * 3, {}, "y_proba has shape (3,), the predictions of the last of two labels, for 3 labels; pass a column for each label."),
    (["a", None], GOOD, {}, "y_true is missing in row 1; every row needs its label: drop these rows."),
    ([1.0, NAN], GOOD, {}, "y_true is missing in row 1; every row needs its label: drop these rows."),
    (pd.Series(["a", pd.NA], dtype="string"), GOOD, {}, "y_true is missing in row 1; every row needs its label: drop these rows."),
    (np.array([1, "a"], dtype=object), GOOD, {}, "y_true mixes labels of types int, str, which have no order; pass labels=."),
    ([], [], {}, "y_proba has shape (0,); pass (n, K) or (n,) with at least one row."),
    ([0], [[["x"]]], {}, "y_proba is list of something other than real numbers (dtype <U1); pass an array or a frame of numbers."),
    ([0, 1], [[[0.5]], [[0.5]]], {}, "y_true has shape (2,) for predictions of shape (2, 1, 1); pass labels of shape (2, 1), or target distributions of the predictions' own shape."),
    ([0, 1], [["x", "y"]] * 2, {}, "y_proba is list of something other than real numbers (dtype <U1); pass an array or a frame of numbers."),
    ([0, 1], np.array(GOOD, dtype=complex), {}, "y_proba is ndarray of something other than real numbers (dtype complex128); pass an array or a frame of numbers."),
    ([[0], [1]], GOOD, {}, "y_true has shape (2, 1); pass labels as (n,), for example np.ravel(y_true)."),
    ([[1, 1], [0, 1]], GOOD, {}, "y_true sums to 2 (the worst) in row 0; target distributions sum to 1: use multilabel_log_loss for a matrix of 0/1 indicators."),
    ([[3, 1], [0, 1]], GOOD, {}, "y_true sums to 4 (the worst) in row 0; target distributions sum to 1: pass labels (n,), or normalize=True for counts."),
    ([[0.0, 0.0], [1, 0]], GOOD, {"normalize": True}, "y_true sums to 0 in row 0; a row of zeros has no ratios: drop these rows."),
    (np.ma.array([0, 1], mask=[0, 1]), GOOD, {}, "labels are masked in row 1; drop or fill these rows."),
    ([0, 1], np.ma.array(GOOD, mask=[[0, 1], [0, 0]]), {}, "y_proba has masked values; drop or fill these rows."),
    ([0, 1], pd.DataFrame({0: ["0.9", "0.1"], 1: ["0.1", "0.9"]}), {}, "y_proba is DataFrame of something other than real numbers (type str, in column 0); pass an array or a frame of numbers."),
    ([0, 1], GOOD, {"sample_weight": ["1", "2"]}, "sample_weight is list of something other than real numbers (dtype <U1); pass an array or a frame of numbers."),
    ([0, 1], GOOD, {"sample_weight": {0: 1}}, "sample_weight is dict of something other than real numbers (type dict); pass an array or a frame of numbers."),
    ([0, 1], GOOD, {"sample_weight": [1e200, 1]}, "sample_weight is at most 1e+200; only ratios count: divide by the largest weight."),
    ([0, 1], GOOD, {"scale": ["proba"]}, "scale=['proba'] is unknown; pass one of 'proba', 'log_proba', 'logit'."),
    ([0, 1], GOOD, {"smoothing": True}, "smoothing=True is no amount to add to probabilities; pass a number >= 0."),
    ([0, 1], GOOD, {"smoothing": 1e308}, "smoothing=1e+308 is no amount to add to probabilities; pass a number >= 0."),
    ([0, 1], GOOD, {"label_smoothing": 1}, "label_smoothing=1 is not in [0, 1); pass the share to mix in."),
    ([0, 1], [0.5, 0.5], {"normalize": True}, "normalize=True divides rows by their sums, and y_proba (n,) has none; pass a column for each label."),
    ([0, 1], [90.0, 10.0], {}, "y_proba is 90 (the first) in rows 0, 1; probabilities are in [0, 1]: divide percentages by 100, or pass scale='logit' for logits, scale='log_proba' for logarithms."),
    ([0, 1], [[90, 10], [10, 90]], {}, "y_proba is above 1 (up to 90) in rows 0, 1; probabilities are in [0, 1]: divide percentages by 100, or pass scale='logit' for logits, scale='log_proba' for logarithms."),
    ([0, 1], np.log10(GOOD), {"scale": "log_proba"}, f"exp(y_proba) sums to {np.exp(np.log10(GOOD)).sum(axis=1).max():.9g} (the worst) in rows 0, 1; these are logarithms to base 10: multiply them by numpy.log(10)."),
    ([0, 1], np.log2(GOOD), {"scale": "log_proba"}, f"exp(y_proba) sums to {np.exp(np.log2(GOOD)).sum(axis=1).min():.9g} (the worst) in rows 0, 1; these are logarithms to base 2: multiply them by numpy.log(2)."),
    ([0, 1], None, {}, "y_proba is None; pass (n, K) or (n,) of numbers."),
    ([0, 1], GOOD, {"labels": {0, 1}}, "labels is a set; pass a list of the classes, in column order."),
    ([0, 1], GOOD, {"labels": "01"}, "labels is a str; pass a list of the classes, in column order."),
    ([0, 1], GOOD, {"class_weight": pd.DataFrame({"w": [1, 2]})}, "class_weight is a DataFrame; pass 'balanced', or a dict of class to weight."),
    ([0, 1], [*[0.5] * 9, 1.0001], {"labels": [0, 1]}, "y_true has 2 rows, y_proba has 10; pass the predictions of the same rows."),
    ([0, 1] * 5, [*[0.5] * 9, 1.0001], {}, "y_proba is 1.0001 (the first) in row 9; probabilities are in [0, 1]: drop or mend these rows."),
    ([0, 1] * 5, [[0.5, 0.5]] * 9 + [[1.005, 0.5]], {}, "y_proba is above 1 (up to 1.005) in row 9; probabilities are in [0, 1]: drop or mend these rows."),
    ([0, 1] * 5, [[0.5, 0.5]] * 9 + [[1.5, 0.5]], {}, "y_proba is above 1 (up to 1.5) in row 9; probabilities are in [0, 1]: divide percentages by 100, or drop or mend these rows."),
    ([0, 1] * 5, pd.DataFrame({"a": pd.Series([0.5] * 10, dtype=object), "b": ["x"] * 10}), {}, "y_proba is DataFrame of something other than real numbers (type str, in column 'b'); pass an array or a frame of numbers."),
    ([0, 1] * 4, [*[0.5] * 6, 90.0, 80.0], {}, "y_proba is 90 (the first) in rows 6, 7; probabilities are in [0, 1]: divide percentages by 100, or pass scale='logit' for logits, scale='log_proba' for logarithms."),
    ([0, 1], GOOD, {"class_weight": pd.Series([1, 2])}, "class_weight is a Series; pass 'balanced', or a dict of class to weight, such as class_weight.to_dict()."),
    ([0, 1], GOOD, {"class_weight": "even"}, "class_weight='even' is unknown; pass 'balanced', or a dict of class to weight."),
    ([0, 1], GOOD, {"class_weight": {2: 1}}, "class_weight names 2, not among the labels [0, 1]; name the classes as they are in labels."),
    ([0, 1], GOOD, {"class_weight": {0: -1}}, "class_weight holds {0: -1}; pass weights that are finite and non-negative."),
    ([0, 0], GOOD, {"labels": [0, 1], "class_weight": {0: 0}}, "class_weight={0: 0} gives weight 0 to every row; give a class that happened a weight above 0."),
    ([7, 7], GOOD, {"ignore_index": 7, "labels": [0, 1]}, "y_true is ignore_index=7 in every row; pass at least one row of another label."),
    ([[1, 0], [0, 1]], GOOD, {"ignore_index": 7}, "ignore_index=7 marks labels, and y_true holds distributions; give these rows weight 0."),
    ([0, 7], GOOD, {"ignore_index": 7, "labels": [0, 1], "sample_weight": [0, 1]}, "all 2 rows have weight 0 or are ignored; give one that is not ignored a weight above 0."),
    (["Cat", "dog"], GOOD, {"labels": ["cat", "dog"]}, "y_true holds 'Cat' in row 0; labels are ['cat', 'dog']: 'Cat' is not 'cat', which differs in type, case or blanks: make them the same, or pass labels= with every class, in the column order of y_proba."),
    ([2**63, 2**63 + 1], GOOD, {"labels": [-1, 2**63]}, "y_true holds 9223372036854775809 in row 1; labels are [-1.0, 9.223372036854776e+18]: pass labels= with every class, in the column order of y_proba."),
    ([[[0]]], GOOD, {}, "y_true has 1 rows, y_proba has 2; pass the predictions of the same rows."),
    ([[[0]], [[1]]], GOOD, {}, "y_true has shape (2, 1, 1) for predictions of shape (2, 2); pass labels (n,) or target distributions (n, K)."),
    ([[0.5, -0.5], [0, 1]], GOOD, {}, "y_true is negative (down to -0.5) in row 0; target distributions are probabilities in [0, 1]: drop or mend these rows."),
    (0, GOOD, {}, "y_true has shape (); pass labels (n,) or target distributions (n, K)."),
    ([0, 1], GOOD, {"labels": ["a", "a"]}, "labels repeat [a]; name every class once."),
    ([0, 1], GOOD, {"labels": [0, NAN]}, "labels [0.0, nan] hold a missing value; name every class."),
    ([0, 1], GOOD, {"labels": [[0, 1]]}, "labels has shape (1, 2); pass the classes in column order, (K,)."),
    ([0, 1], pd.DataFrame(GOOD, columns=["a", "b"]), {"labels": [0, 1]}, "y_proba has no column for 0, 1 and columns 'a', 'b' that are no labels; labels are [0, 1]: rename the columns to the labels, or pass numpy.asarray(y_proba) if they are in this order."),
    ([0, 1], pd.DataFrame(GOOD, columns=["a", "b"]), {}, "y_true holds 0, 1 in rows 0, 1; labels are ['a', 'b'], the names of the columns of y_proba: rename them to the labels, one for each, or pass numpy.asarray(y_proba) and labels= in the order of its columns."),
    ([["a", "b"], ["b", "a"]], GOOD, {}, "y_true is list of something other than real numbers (dtype <U1); pass an array or a frame of numbers."),
    ([[["a", "b"]], [["b", "a"]]], [[[0.5, 0.5]]] * 2, {}, "y_true is list of something other than real numbers (dtype <U1); pass an array or a frame of numbers."),
    (pd.DataFrame([[1, 0], [0, 1]], columns=["a", "a"]), GOOD, {}, "y_true has duplicate column names in [a, a]; give each column one name."),
    (["a", "b"], pd.DataFrame(GOOD, columns=["a", "a"]), {}, "y_proba has duplicate column names in [a, a]; give each column one name."),
    (["a", "b"], pd.DataFrame(GOOD, columns=["a", "b"]), {"labels": ["a", "b", "c"]}, "y_proba has no column for 'c'; labels are ['a', 'b', 'c']: rename the columns to the labels, or pass numpy.asarray(y_proba) if they are in this order."),
    (["a", "a"], pd.DataFrame(GOOD, columns=["a", "b"]), {"labels": ["a"]}, "y_proba has columns 'b' that are no labels; labels are ['a']: rename the columns to the labels, or pass numpy.asarray(y_proba) if they are in this order."),
    ([0, 1], GOOD, {"smoothing": 10**400}, f"smoothing={10**400} is no amount to add to probabilities; pass a number >= 0."),
    ([0, 1], [[0.5, None], [0.5, 0.5]], {}, "y_proba is NaN or infinite, or sums to infinity, in row 0; predictions are numbers: drop or mend these rows."),
    (["a", "b"], pd.Series([0.5, 0.5], name="a"), {}, "y_proba is a series named 'a', and (n,) is of the last of the labels ['a', 'b']; pass labels= with 'a' last, or y_proba.rename(None) or y_proba.to_numpy() if it is of 'b'."),
    ([0, 1], GOOD, {"scale": "odds"}, "scale='odds' is unknown; pass one of 'proba', 'log_proba', 'logit'."),
    ([0, 1], GOOD, {"smoothing": -1}, "smoothing=-1 is no amount to add to probabilities; pass a number >= 0."),
    ([0, 1], GOOD, {"smoothing": NAN}, "smoothing=nan is no amount to add to probabilities; pass a number >= 0."),
    ([0, 1], GOOD, {"sample_weight": [1]}, "sample_weight has shape (1,) for 2 rows; pass one weight for each row."),
    ([0, 1], GOOD, {"sample_weight": [1, -1]}, "sample_weight is -1 (the first) in row 1; weights are finite and non-negative: drop or mend these rows."),
    ([0, 1], GOOD, {"sample_weight": [1, NAN]}, "sample_weight is nan (the first) in row 1; weights are finite and non-negative: drop or mend these rows."),
    ([0, 1], GOOD, {"sample_weight": [0, 0]}, "sample_weight is zero for every row; give at least one row a weight above 0."),
    ([0, 1], GOOD, {"labels": []}, "labels has shape (0,); pass the classes in column order, (K,)."),
    ([0, 1], [[1.0], [1.0]], {}, "y_proba has 1 column for 2 labels [0, 1]; pass np.ravel(y_proba), (n,) of the last of them, or a column for each label."),
    ([0, 0], GOOD, {}, "y_proba has 2 columns for 1 label [0]; pass labels=estimator.classes_."),
    ([0, 0], [0.5, 0.5], {"labels": [0]}, "y_proba has shape (2,), the predictions of the last of two labels, for 1 label; pass labels=[negative, positive], or a column for each label."),
    (["bird", " CAT"], GOOD, {"labels": ["Cat", "dog"]}, "y_true holds 'bird', ' CAT' in rows 0, 1; labels are ['Cat', 'dog']: ' CAT' is not 'Cat', which differs in type, case or blanks: make them the same, or pass labels= with every class, in the column order of y_proba."),
    (["1", "0"], GOOD, {"labels": [0, 1]}, "y_true holds '1', '0' in rows 0, 1; labels are [0, 1]: '1' is not 1, which differs in type, case or blanks: make them the same, or pass labels= with every class, in the column order of y_proba."),
    (["1", "2", "3", "4", "5", "6"], [[0.5, 0.5]] * 6, {"labels": ["a", "b"]}, "y_true holds '1', '2', '3', '4', '5', ... (6 in all) in rows 0, 1, 2, 3, 4, ... (6 in all); labels are ['a', 'b']: pass labels= with every class, in the column order of y_proba."),
    ([0, 1], [101.0, 10.0], {}, "y_proba is 101 (the first) in rows 0, 1; probabilities are in [0, 1]: divide percentages by 100, or pass scale='logit' for logits, scale='log_proba' for logarithms."),
    ([0, 1], [101.5, 1.5], {}, "y_proba is 101.5 (the first) in rows 0, 1; probabilities are in [0, 1]: pass scale='logit' for logits, scale='log_proba' for logarithms."),
    ([0, 1], [0.5, -1.0], {}, "y_proba is -1 (the first) in row 1; probabilities are in [0, 1]: pass scale='logit' for logits, scale='log_proba' for logarithms."),
    ([0, 1], [[101, 10], [10, 90]], {}, "y_proba is above 1 (up to 101) in rows 0, 1; probabilities are in [0, 1]: divide percentages by 100, or pass scale='logit' for logits, scale='log_proba' for logarithms."),
    ([0, 1], [[1000, 10], [10, 90]], {}, "y_proba is above 1 (up to 1000) in rows 0, 1; probabilities are in [0, 1]: pass scale='logit' for logits, scale='log_proba' for logarithms."),
    ([0, 1], [[0.5, 0.5], [2.0, 2.0]], {}, "y_proba is above 1 (up to 2) in row 1; probabilities are in [0, 1]: divide percentages by 100, or pass scale='logit' for logits, scale='log_proba' for logarithms."),
    ([0, 1], [[0.0, 0.0], [0.0, 0.0]], {"normalize": True}, "y_proba sums to 0 in rows 0, 1; a row of zeros has no ratios: drop these rows."),
    ([0, 1], [[0.5, 0.4], [0.5, 0.8]], {}, "y_proba sums to 1.3 (the worst) in rows 0, 1; rows sum to 1: pass normalize=True to divide by the sums if they were rounded, or scale='logit' if these are logits."),
    ([0, 1], [NAN, 0.5], {"scale": "log_proba"}, "y_proba is nan (the first) in rows 0, 1; predictions are numbers: drop or mend these rows."),
    ([0, 1], [[-1, -1], [-np.inf, -np.inf]], {"scale": "log_proba"}, "y_proba is NaN, +inf, or -inf for all classes in row 1; log-probabilities are numbers or -inf: drop or mend these rows."),
    ([0, 1], [[1e3, 0], [0, -np.inf]], {"scale": "log_proba"}, "exp(y_proba) sums to inf (the worst) in row 0; the exp of log-probabilities sums to 1: pass scale='proba' if these are probabilities, scale='logit' if they are logits, or normalize=True."),
    ([[], []], GOOD, {}, "y_true has shape (2, 0); pass labels (n,) or target distributions (n, K)."),
    ([[[0]], [[1]]], [0.5, 0.5], {}, "y_true has shape (2, 1, 1) for predictions of shape (2,); pass labels (n,) or target distributions (n, K)."),
    ([0, 1], GOOD, {"sample_weight": [1e-200, 0]}, "sample_weight is at most 1e-200; only ratios count: divide by the largest weight."),
    ([0, 1], GOOD, {"sample_weight": [1e150, 1]}, "sample_weight is at most 1e+150; only ratios count: divide by the largest weight."),
    ([0, 1], GOOD, {"sample_weight": [1e-150, 1e-151]}, "sample_weight is at most 1e-150; only ratios count: divide by the largest weight."),
    ([0, 1], GOOD, {"sample_weight": np.ma.array([1.0, 1.0], mask=[0, 1])}, "sample_weight has masked values; drop or fill these rows."),
    ([0, 1], GOOD, {"sample_weight": [math.inf, -1]}, "sample_weight is inf (the first) in rows 0, 1; weights are finite and non-negative: drop or mend these rows."),
    ([0, 1], GOOD, {"class_weight": {0: 1e150, 1: 1}}, "class_weight is at most 1e+150; only ratios count: divide by the largest weight."),
    ([0, 1], GOOD, {"class_weight": {0: 1e-150, 1: 0}}, "class_weight is at most 1e-150; only ratios count: divide by the largest weight."),
    ([0, 1], GOOD, {"class_weight": {2: 1, 0: 2, "a": 3}}, "class_weight names 2, 'a', not among the labels [0, 1]; name the classes as they are in labels."),
    ([0, 1], GOOD, {"class_weight": {0: True, 1: math.inf}}, "class_weight holds {0: True, 1: inf}; pass weights that are finite and non-negative."),
    ([0, 1], GOOD, {"class_weight": {0: 0, 1: 0}}, "class_weight={0: 0, 1: 0} gives weight 0 to every row; give a class that happened a weight above 0."),
    ([0, 1], GOOD, {"class_weight": "balance"}, "class_weight='balance' is unknown; pass 'balanced', or a dict of class to weight."),
    ([0, 1], pd.DataFrame({"a": [0.5, 0.5], "b": [0.5, "x"]}), {}, "y_proba is DataFrame of something other than real numbers (type str, in column 'b'); pass an array or a frame of numbers."),
    ([0, 1], [["x", None], [0.5, 0.5]], {}, "y_proba is list of something other than real numbers (type str); pass an array or a frame of numbers."),
    ([0, 1], [["x", b"x"], [0.5, None]], {}, "y_proba is list of something other than real numbers (type bytes, str); pass an array or a frame of numbers."),
    ([0, 1], pd.DataFrame({"a": [0.5, "x"], "b": [0.5, 0.5]}), {}, "y_proba is DataFrame of something other than real numbers (type str, in column 'a'); pass an array or a frame of numbers."),
    ([0, 1], GOOD, {"label_smoothing": -0.1}, "label_smoothing=-0.1 is not in [0, 1); pass the share to mix in."),
    ([0, 1], GOOD, {"label_smoothing": "x"}, "label_smoothing='x' is not in [0, 1); pass the share to mix in."),
    ([0, 1], GOOD, {"smoothing": "x"}, "smoothing='x' is no amount to add to probabilities; pass a number >= 0."),
    ([0, 1], GOOD, {"smoothing": 1.1e100}, "smoothing=1.1e+100 is no amount to add to probabilities; pass a number >= 0."),
    ([[0.5, NAN], [0, 1]], GOOD, {}, "y_true is NaN or infinite, or sums to infinity, in row 0; targets are numbers: drop or mend these rows."),
    ([[0.5, 0.5], [0, 1]], GOOD, {"labels": [0, 1, 2]}, "y_true has 2 columns for 3 labels [0, 1, 2]; pass a column for each label."),
    (pd.DataFrame(GOOD, columns=["a", "b"]), GOOD, {"labels": ["a", "c"]}, "y_true has no column for 'c' and columns 'b' that are no labels; labels are ['a', 'c']: rename the columns to the labels, or pass numpy.asarray(y_true) if they are in this order."),
    ([[0.5, 1.5], [0, 1]], GOOD, {}, "y_true sums to 2 (the worst) in row 0; target distributions sum to 1: pass labels (n,), or normalize=True for counts."),
    ([[0, 1], [7, 0]], [[[0.5, 0.5]] * 2] * 2, {"ignore_index": 0, "labels": [0, 1]}, "y_true holds 7 in row 1; labels are [0, 1]: pass labels= with every class, in the column order of y_proba."),
]
# fmt: on


@pytest.mark.parametrize(("y_true", "y_proba", "options", "message"), REFUSED)
def test_what_is_no_forecast_is_refused_in_words(y_true, y_proba, options, message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        check_forecast(y_true, y_proba, **options)
    assert str(caught.value) == message


def test_lists_that_do_not_fit_a_table_are_refused():
    with pytest.raises(ValueError, match=r"^y_proba is list of something other than real numbers .*inhomogeneous"):
        check_forecast([0, 1], [[0.5, 0.5], [1.0]])


def test_many_bad_rows_are_counted_and_the_first_named():
    with pytest.raises(RowError, match=r"in rows 0, 1, 2, 3, 4, \.\.\. \(9 in all\)") as caught:
        check_forecast([0, 1, 1] * 3, [[0.5, 0.4]] * 9)
    assert caught.value.rows == list(range(9))


@pytest.mark.parametrize(
    ("items", "told"),
    [([], ""), ([3, "a"], "3, a"), (range(5), "0, 1, 2, 3, 4"), (range(6), "0, 1, 2, 3, 4, ... (6 in all)")],
)
def test_a_listing_names_five_and_counts_the_rest(items, told):
    assert listing(items) == told


def test_a_refusal_can_be_told_of_other_places():
    error = RowError("y_proba is NaN", np.array([3]), "mend it.")
    assert error.told(lambda rows: f"line {rows[0] + 2}") == "y_proba is NaN in line 5; mend it."


def test_a_refusal_survives_pickling():
    error = RowError("y_proba is NaN", np.array([3]), "mend it.")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (str(again), again.rows) == (str(error), [3])


def test_of_a_long_text_its_beginning_is_shown_and_what_is_quoted_stays_so():
    assert shown("a" * 58) == f"'{'a' * 58}'"
    assert shown("a" * 59) == f"'{'a' * 59}...'"
    assert shown("it's" * 20) == f'"{("it" + chr(39) + "s") * 14}it\'..."'
    assert cut("a" * 60) == "a" * 60
    assert cut("a" * 61) == f"{'a' * 60}..."
    assert cut("a'" * 31) == f"{chr(97) + chr(39)}" * 30 + "..."
