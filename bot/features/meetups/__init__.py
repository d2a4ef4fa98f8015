"""Meetups: gatherings and series of them, and who comes."""
