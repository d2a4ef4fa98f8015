"""Reliability: what must hold when processes die, platforms fail and clocks jump, counted from outside."""
