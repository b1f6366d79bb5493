"""Tables of predictions, from files and frames: read in parts, and every cell checked."""
