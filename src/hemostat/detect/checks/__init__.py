"""One module a check, or a few that share an idea. Found by walking this folder."""
