"""What only a running host can answer: the same thing asked in two ways that do not share code."""
