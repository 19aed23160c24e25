"""Tells people that reports arrived, as each of them wishes."""
