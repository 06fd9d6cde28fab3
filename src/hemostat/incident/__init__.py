"""From findings to an incident. Pure. Grows with the later issues."""
