"""Displays that are drawn by matplotlib, as scikit-learn's."""
