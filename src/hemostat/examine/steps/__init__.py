"""The steps of an examination, one a module: each takes the work so far and adds to it."""
