"""Volunteering: asking for hands, and lending them."""
