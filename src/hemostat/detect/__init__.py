"""From records to findings: Sigma rules and Python checks. Pure; rules are handed in."""
