"""hemostat: examines a suspect host, says what happened, and how it knows."""

__version__ = "0.1.0"
