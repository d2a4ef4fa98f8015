"""The migrations themselves; ``python -m storage.migrations "what changed"`` writes the next."""
