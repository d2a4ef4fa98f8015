"""What Machi promises, written as sentences that can fail."""
