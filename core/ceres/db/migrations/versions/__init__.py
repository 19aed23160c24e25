"""Migrations of the core, in order."""
