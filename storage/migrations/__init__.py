"""Migrations: every shape the database has had, in order; each is applied in one transaction and never undone."""
