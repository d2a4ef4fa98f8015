"""Tests of the features: their rules, and stories of people who use them."""
