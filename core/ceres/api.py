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
from ceres.config.settings import Settings
from ceres.db.base import Base, BigId, Sha256Hex, UtcDateTime, enum_column
from ceres.db.clock import utcnow
from ceres.db.engine import Database
from ceres.mail.letters import Letter
from ceres.mail.mailer import Mailer
from ceres.plugins.contributions import (
    AuditAction,
    Command,
    Denial,
    Health,
    HealthCheck,
    HealthReport,
    Job,
    JobContext,
    Notification,
    NotificationChannel,
    NotificationKind,
    Place,
    ProfilePanel,
    Search,
    SearchTab,
    Setting,
)
from ceres.plugins.hookspecs import hookimpl
from ceres.plugins.info import Category, PluginInfo
from ceres.profile.own_account import OwnAccount
from ceres.reports.audience import Audience
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
from ceres.security.password_rules import MINIMUM as PASSWORD_MINIMUM
from ceres.security.permissions import Permission, Role
from ceres.storage import DocumentStore, MissingDocument, StorageError, StoredDocument
from ceres.web.request import Request

__all__ = [
    "PASSWORD_MINIMUM",
    "Account",
    "Audience",
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
    "IncomingDocument",
    "IncomingMessage",
    "IncomingObservation",
    "IncomingPatient",
    "IncomingPrescriber",
    "IncomingReport",
    "IntakeOutcome",
    "IntakeResult",
    "Job",
    "JobContext",
    "LabOrder",
    "Letter",
    "Mailer",
    "MissingDocument",
    "Notification",
    "NotificationChannel",
    "NotificationKind",
    "Outcome",
    "OwnAccount",
    "Permission",
    "Place",
    "PluginInfo",
    "Prescriber",
    "ProfilePanel",
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
    "enum_column",
    "hookimpl",
    "pass_ceres",
    "utcnow",
]
