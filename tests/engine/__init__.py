"""The engine and what it is fed with: gestures, drafts, and typed command lines."""
