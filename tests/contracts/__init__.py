"""One suite over every store: SQLite in memory, SQLite in a file, and PostgreSQL."""
