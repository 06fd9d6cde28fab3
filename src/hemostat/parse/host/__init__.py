"""Formats found on a Unix host."""
