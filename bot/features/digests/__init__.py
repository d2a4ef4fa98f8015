"""Digests: what is on in a community, told once a week."""
