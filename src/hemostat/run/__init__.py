"""Workers, watchdogs, budgets and progress."""
