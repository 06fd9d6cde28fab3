"""Planted signs and ordinary profiles, set up in throw-away places. Harmless simulations only."""
