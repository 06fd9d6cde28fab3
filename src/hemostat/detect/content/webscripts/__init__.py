"""Web shells in other languages than PHP, and server settings that make odd files run."""
