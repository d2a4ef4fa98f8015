"""Reports: how a town is doing, told to its organizers in plain words."""
