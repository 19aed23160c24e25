"""Alembic environment shared by all owners of tables, and the migrations of the core."""
