"""Guests: whether those who are only guests of a chat may take part in its community."""
