"""A race that the database cannot see."""

from __future__ import annotations


class LostRace(Exception):
    """Another writer did the opposite at the same moment: begin again, and find what it has done."""
