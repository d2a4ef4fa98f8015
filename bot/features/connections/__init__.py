"""Connections: people who did something together, and how others are brought together, with everybody's consent."""
