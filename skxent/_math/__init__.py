"""Pure functions on arrays: logarithms, sums, units. They check nothing and know no estimator."""
