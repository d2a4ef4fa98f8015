"""The words everything speaks: what they refuse, and that they come back as they went."""
