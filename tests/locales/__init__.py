"""Tests of the texts people read."""
