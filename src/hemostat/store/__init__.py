"""What is kept: saved volatile evidence now; vault, tables and journal later."""
