"""Gives each request the documents of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator

    from ceres.storage.store import DocumentStore
    from ceres.web.request import Request


def site_documents(request: Request) -> DocumentStore:
    """Return the document store of the site."""
    documents: DocumentStore = request.registry["ceres.site"].documents
    return documents


def includeme(config: Configurator) -> None:
    """Add ``request.documents``."""
    config.add_request_method(site_documents, "documents", reify=True)
