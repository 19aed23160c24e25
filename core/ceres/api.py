"""Everything a plugin may import from the portal, and nothing else of it.

Names listed in ``__all__`` keep their meaning within a major version; anything else of ``ceres`` may change at any time.
"""

from __future__ import annotations

from ceres.accounts.models import Account, IdentifierKind, Prescriber
from ceres.admin.frame import confirmed, framed, posted
from ceres.audit.entry import AuditContext, AuditEntry
from ceres.audit.log import AuditLog
from ceres.audit.models import Outcome
from ceres.audit.record import AuditRecord
from ceres.audit.syslog import FACILITIES as SYSLOG_FACILITIES
from ceres.audit.syslog import Severity, SyslogMessage, SyslogServer
from ceres.cli.context import CliContext, pass_ceres
from ceres.cli.errors import Refused
from ceres.cli.logs import start_logging
from ceres.cli.moments import end_of, start_of
from ceres.config.checks import loopback
from ceres.config.checks import syslog as syslog_complaint
from ceres.config.settings import Settings
from ceres.config.system import system_words
from ceres.db.base import Base, BigId, Sha256Hex, UtcDateTime, enum_column
from ceres.db.clock import utcnow
from ceres.db.engine import Database
from ceres.db.wiring import commit_now
from ceres.i18n.days import NoSuchDate, NotADate, day_of, instants, read_day
from ceres.i18n.folding import fold
from ceres.i18n.languages import preferred
from ceres.i18n.names import PersonName
from ceres.mail.letters import Letter
from ceres.mail.mailer import Mailer
from ceres.mail.waiting import WaitingLetters
from ceres.plugins.contributions import (
    Action,
    AdminPage,
    Announcement,
    AnnouncementLevel,
    AuditAction,
    BatchAction,
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
    Slot,
    SlotPiece,
    SwitchEffect,
)
from ceres.plugins.hookspecs import hookimpl
from ceres.plugins.info import Category, PluginInfo
from ceres.plugins.permission import PluginPermission
from ceres.profile.own_account import OwnAccount
from ceres.reports.arrivals import Arrivals, ArrivalSummary
from ceres.reports.audience import Audience
from ceres.reports.directory import Directory, SeveralPrescribers
from ceres.reports.documents import Absence, AbsentDocument, Documents, Limits, SelectedDocument, SelectedItem, SelectionTooLarge
from ceres.reports.incoming import (
    IncomingDocument,
    IncomingMerge,
    IncomingMessage,
    IncomingObservation,
    IncomingPatient,
    IncomingPrescriber,
    IncomingReport,
    IntakeResult,
    PublishedItem,
)
from ceres.reports.listing import ResultRow, ShownList
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
from ceres.reports.page import ShownReport
from ceres.reports.publishing import Publishing
from ceres.reports.query import ReportQuery
from ceres.reports.reading import DocumentVersion, ReportDetail, ReportReading
from ceres.reports.recent import RecentKind, RecentValue, recent_values
from ceres.reports.selection import nothing_ticked, ticked_reports
from ceres.reports.tabs import shown_tabs
from ceres.reports.waiting import QuarantinedMessage, QuarantineNotFound, QuarantineQueue
from ceres.security.grants import roles_holding
from ceres.security.identity import Identity
from ceres.security.password_rules import MINIMUM as PASSWORD_MINIMUM
from ceres.security.permissions import Permission, Role
from ceres.storage import DocumentStore, MissingDocument, StorageError, StoredDocument
from ceres.web.choices import page_before
from ceres.web.downloads import file_response
from ceres.web.request import Request
from ceres.web.spreadsheet import write_spreadsheet

__all__ = [
    "PASSWORD_MINIMUM",
    "SYSLOG_FACILITIES",
    "Absence",
    "AbsentDocument",
    "Account",
    "Action",
    "AdminPage",
    "Announcement",
    "AnnouncementLevel",
    "ArrivalSummary",
    "Arrivals",
    "Audience",
    "AuditAction",
    "AuditContext",
    "AuditEntry",
    "AuditLog",
    "AuditRecord",
    "Base",
    "BatchAction",
    "BigId",
    "Category",
    "CliContext",
    "Command",
    "Database",
    "DeliveryRole",
    "Denial",
    "Directory",
    "DocumentStore",
    "DocumentVersion",
    "Documents",
    "Health",
    "HealthCheck",
    "HealthReport",
    "IdentifierKind",
    "Identity",
    "IncomingDocument",
    "IncomingMerge",
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
    "Limits",
    "Mailer",
    "MissingDocument",
    "NoSuchDate",
    "NotADate",
    "Notification",
    "NotificationChannel",
    "NotificationKind",
    "Outcome",
    "OwnAccount",
    "Permission",
    "PersonName",
    "Place",
    "PluginInfo",
    "PluginPermission",
    "Prescriber",
    "ProfilePanel",
    "PublishedItem",
    "Publishing",
    "Quarantine",
    "QuarantineNotFound",
    "QuarantineQueue",
    "QuarantineState",
    "QuarantinedMessage",
    "Receipt",
    "RecentKind",
    "RecentValue",
    "Refused",
    "Report",
    "ReportDetail",
    "ReportQuery",
    "ReportReading",
    "ReportStatus",
    "ReportVersion",
    "Request",
    "ResultRow",
    "Role",
    "Search",
    "SearchTab",
    "SelectedDocument",
    "SelectedItem",
    "SelectionTooLarge",
    "Setting",
    "Settings",
    "SeveralPrescribers",
    "Severity",
    "Sex",
    "Sha256Hex",
    "ShownList",
    "ShownReport",
    "Slot",
    "SlotPiece",
    "StorageError",
    "StoredDocument",
    "SwitchEffect",
    "SyslogMessage",
    "SyslogServer",
    "UtcDateTime",
    "WaitingLetters",
    "Withheld",
    "commit_now",
    "confirmed",
    "day_of",
    "end_of",
    "enum_column",
    "file_response",
    "fold",
    "framed",
    "hookimpl",
    "instants",
    "loopback",
    "nothing_ticked",
    "page_before",
    "pass_ceres",
    "posted",
    "preferred",
    "read_day",
    "recent_values",
    "roles_holding",
    "shown_tabs",
    "start_logging",
    "start_of",
    "syslog_complaint",
    "system_words",
    "ticked_reports",
    "utcnow",
    "write_spreadsheet",
]
