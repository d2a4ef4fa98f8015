"""What is promised of dates as people type them, of zones and of repetitions."""
