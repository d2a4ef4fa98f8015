"""Pitches: "let's build something", and the first small step towards it."""
