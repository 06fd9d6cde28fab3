"""What only a running kernel can answer: asked directly, no program of the host is run."""
