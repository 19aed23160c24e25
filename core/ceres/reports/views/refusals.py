"""What each refusal of the services is in HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pyramid.httpexceptions import HTTPGone, HTTPNotFound, HTTPServiceUnavailable

from ceres.reports.desk import DocumentUnavailable
from ceres.reports.page_key import BadKey
from ceres.reports.reading import ReportNotFound, ReportRetracted
from ceres.reports.searches import SearchNotFound
from ceres.reports.tabs import SearchFailed, UnknownTab


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the services refuse into statuses, whose pages are the portal's; nothing of the cause goes along."""
    try:
        yield
    except (ReportNotFound, SearchNotFound, UnknownTab, BadKey):
        raise HTTPNotFound from None
    except ReportRetracted:
        raise HTTPGone from None
    except (DocumentUnavailable, SearchFailed):
        raise HTTPServiceUnavailable from None
