"""CÉRÈS, a results server for medical laboratories: the portal host."""

from __future__ import annotations

from importlib.metadata import version

__version__ = version("ceres-results")
