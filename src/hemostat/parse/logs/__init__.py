"""What logs say; one format a module; pure."""
