"""Introductions: who people are, and finding each other."""
