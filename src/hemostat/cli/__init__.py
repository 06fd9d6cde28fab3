"""Arguments, progress and exit codes; no logic."""
