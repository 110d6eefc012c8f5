"""The parts of the benchmark: one file per subject, and what they share."""
