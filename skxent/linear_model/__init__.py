"""Softmax regression: a linear classifier that minimises cross-entropy."""

from skxent.linear_model._softmax_regression import SoftmaxRegression

__all__ = ["SoftmaxRegression"]
