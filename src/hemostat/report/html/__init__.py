"""The HTML report: one file that opens from a USB stick, asks nothing of any network."""
