"""Reminders: words planned for a moment, to oneself or to a channel, and what one would like to be told."""
