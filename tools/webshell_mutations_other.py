"""Inert shells in languages other than PHP, and settings that make pictures run. Text only."""
OTHER = {}
