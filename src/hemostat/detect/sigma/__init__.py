"""Sigma: pySigma reads a rule, `plan` keeps it as plain data, `match` makes one closure of it."""
