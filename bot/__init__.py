"""The platform-neutral core of Machi, and its door: commands, rules, texts, the engine and the settings."""
