"""Linking: one person with a login in each chat of a community counts once."""
