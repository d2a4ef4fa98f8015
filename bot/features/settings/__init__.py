"""Settings: what organizers choose for their community."""
