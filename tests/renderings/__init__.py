"""Every screen of every feature, as each platform gets it."""
