"""Helpers for the tests of the portal and of plugins written elsewhere."""
