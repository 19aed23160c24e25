"""Publishing: from what the laboratory says to what prescribers see."""

from __future__ import annotations

from ceres.reports.publishing.service import Publishing

__all__ = ["Publishing"]
