"""Parting: having everything of one's own erased."""
