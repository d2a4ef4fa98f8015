"""Membership: coming in, and finding one's way."""
