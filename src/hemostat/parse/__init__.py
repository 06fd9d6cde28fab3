"""From evidence to records: one format, one module. Pure; content never raises."""
