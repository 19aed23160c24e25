"""Permissions as a readable table, the policy that applies it, passwords, response headers."""
