"""What a report sums over rows, and what of them is no sum."""
