"""The Slack adapter: what it shows, what it reads, and how it lives with the real Bolt on a Slack of our own."""
