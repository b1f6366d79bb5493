"""What a report says of a model, section by section: each with its sums and how they are read."""
