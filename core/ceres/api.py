"""Everything a plugin may import from the portal, and nothing else of it.

Names listed in ``__all__`` keep their meaning within a major version; anything else of ``ceres`` may change at any time.
"""

from __future__ import annotations

from ceres.accounts.models import Account, IdentifierKind, Prescriber
from ceres.audit.entry import AuditContext, AuditEntry
from ceres.audit.log import AuditLog
from ceres.audit.models import Outcome
from ceres.cli.context import CliContext, pass_ceres
from ceres.cli.errors import Refused
from ceres.cli.moments import end_of, start_of
from ceres.config.settings import Settings
from ceres.db.base import Base, BigId, Sha256Hex, UtcDateTime, enum_column
from ceres.db.clock import utcnow
from ceres.db.engine import Database
from ceres.plugins.contributions import (
    Action,
    Announcement,
    AnnouncementLevel,
    AuditAction,
    Command,
    Denial,
    Health,
    HealthCheck,
    HealthReport,
    Search,
    SearchTab,
    Setting,
)
from ceres.plugins.hookspecs import hookimpl
from ceres.plugins.info import Category, PluginInfo
from ceres.reports.arrivals import Arrivals, ArrivalSummary
from ceres.reports.incoming import (
    IncomingDocument,
    IncomingMessage,
    IncomingObservation,
    IncomingPatient,
    IncomingPrescriber,
    IncomingReport,
    IntakeResult,
    PublishedItem,
)
from ceres.reports.models import (
    DeliveryRole,
    IntakeOutcome,
    LabOrder,
    Quarantine,
    QuarantineState,
    Receipt,
    Report,
    ReportStatus,
    ReportVersion,
    Sex,
    Withheld,
)
from ceres.reports.publishing import Publishing
from ceres.reports.query import ReportQuery
from ceres.reports.tabs import shown_tabs
from ceres.security.identity import Identity
from ceres.security.permissions import Permission, Role
from ceres.storage import DocumentStore, MissingDocument, StorageError, StoredDocument
from ceres.web.choices import page_before
from ceres.web.request import Request

__all__ = [
    "Account",
    "Action",
    "Announcement",
    "AnnouncementLevel",
    "ArrivalSummary",
    "Arrivals",
    "AuditAction",
    "AuditContext",
    "AuditEntry",
    "AuditLog",
    "Base",
    "BigId",
    "Category",
    "CliContext",
    "Command",
    "Database",
    "DeliveryRole",
    "Denial",
    "DocumentStore",
    "Health",
    "HealthCheck",
    "HealthReport",
    "IdentifierKind",
    "Identity",
    "IncomingDocument",
    "IncomingMessage",
    "IncomingObservation",
    "IncomingPatient",
    "IncomingPrescriber",
    "IncomingReport",
    "IntakeOutcome",
    "IntakeResult",
    "LabOrder",
    "MissingDocument",
    "Outcome",
    "Permission",
    "PluginInfo",
    "Prescriber",
    "PublishedItem",
    "Publishing",
    "Quarantine",
    "QuarantineState",
    "Receipt",
    "Refused",
    "Report",
    "ReportQuery",
    "ReportStatus",
    "ReportVersion",
    "Request",
    "Role",
    "Search",
    "SearchTab",
    "Setting",
    "Settings",
    "Sex",
    "Sha256Hex",
    "StorageError",
    "StoredDocument",
    "UtcDateTime",
    "Withheld",
    "end_of",
    "enum_column",
    "hookimpl",
    "page_before",
    "pass_ceres",
    "shown_tabs",
    "start_of",
    "utcnow",
]
