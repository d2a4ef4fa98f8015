"""What happens by itself: the wake-up clock, the work that is due, and the delivery of what must be said."""
