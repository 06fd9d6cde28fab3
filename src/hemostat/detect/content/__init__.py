"""What files contain: YARA rules, and structural tests where a pattern cannot tell."""
