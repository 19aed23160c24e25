"""Documents outside the database: content-addressed, written once, proved on the way out."""

from __future__ import annotations

from ceres.storage.store import DamagedDocument, DocumentStore, MissingDocument, StorageError, StoredDocument, describe

__all__ = ["DamagedDocument", "DocumentStore", "MissingDocument", "StorageError", "StoredDocument", "describe"]
