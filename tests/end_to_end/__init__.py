"""Machi as it is installed: the real process, the real clients, and platforms that answer on loopback."""
