"""Stand-ins for what Machi talks to, each documented like production code and judged by its state."""
