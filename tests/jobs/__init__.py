"""What happens by itself: due work, delivery, the scheduler, and the playground's clock."""
