"""The words everything else is said in: frozen types, levels, failures, records, findings. Pure."""
