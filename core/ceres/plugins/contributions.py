"""Frozen dataclasses that plugins hand to the core, one for each kind of contribution."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import click
    from sqlalchemy.orm import Session
    from wtforms import Form

    from ceres.config.settings import Settings
    from ceres.db.clock import Clock
    from ceres.db.engine import Database
    from ceres.mail.mailer import Mailer
    from ceres.plugins.failures import HookFailures
    from ceres.plugins.hooks import Hooks
    from ceres.reports.query import ReportQuery
    from ceres.web.request import Request


@dataclass(frozen=True, slots=True)
class Setting:
    """Declaration of one key of the site's file; ``kind`` is str, int, bool, list (of str: a tuple when read) or dict (a table)."""

    name: str  # "max_message_size", without the section
    kind: type
    default: Any
    help: str  # French sentence (msgid): what it does, with its unit
    secret: bool = False
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    check: Callable[[Any], str] | None = None  # French sentence on what is wrong with a value, empty when nothing is
    maximum: int | None = None


class Search(ABC):
    """Behaviour of one search tab: from a form to criteria, from criteria to a narrower query."""

    @abstractmethod
    def form(self, request: Request, data: Mapping[str, str] | None) -> Form:
        """Return the WTForms form, filled from ``data`` (None: first display)."""

    @abstractmethod
    def criteria(self, request: Request, form: Form) -> Mapping[str, str]:
        """Return what must be remembered of a valid form (plain strings, kept in the database)."""

    @abstractmethod
    def narrow(self, request: Request, query: ReportQuery, criteria: Mapping[str, str]) -> ReportQuery:
        """Return ``query`` narrowed by ``criteria``."""

    @abstractmethod
    def describe(self, request: Request, criteria: Mapping[str, str]) -> Sequence[str]:
        """Return the chips shown above the results, translated."""


@dataclass(frozen=True, slots=True)
class SearchTab:
    """One tab of the results page, served by the core under ``/search/<slug>``."""

    slug: str
    label: str  # translated
    short_label: str  # translated, at most 10 characters, for phones
    order: int
    template: str  # "ceres_search/date.jinja2": the fields of the form
    search: Search


class AnnouncementLevel(StrEnum):
    """How an announcement looks: colour and drawing are the portal's."""

    NEWS = "news"  # something new for this account
    INFO = "info"
    WARN = "warn"
    CRIT = "crit"


@dataclass(frozen=True, slots=True)
class Action:
    """A link to a page of this site; with ``fields``, a button that sends them as a form with its token."""

    label: str  # translated
    url: str  # a path of this site; nothing about a patient
    fields: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        if not self.url.startswith("/") or self.url.startswith(("//", "/\\")):
            raise ValueError("an action leads to a page of this site")


@dataclass(frozen=True, slots=True)
class Announcement:
    """One line above the tabs, or beside the log-in form: a title in bold and its text, one action, dismissible or not."""

    level: AnnouncementLevel
    text: str  # translated
    order: int
    title: str = ""  # translated
    action: Action | None = None
    dismiss: Action | None = None  # its label tells a screen reader what the cross does
    language: str = ""  # of the text, when it is not the page's


@dataclass(frozen=True, slots=True)
class BatchAction:
    """A button above the results: what can be done with the reports that are ticked.

    The page sends ``report`` (public ids, in the order of the list) and the token to ``url`` by POST. The first
    action by ``order`` is the main button.
    """

    name: str  # unique in the portal: "export-zip"
    label: str  # translated
    icon: str  # of the portal's icons.svg; empty for none
    url: str  # a path of the plugin's own
    order: int
    new_window: bool = False  # the answer is shown in another window


ADMIN_ROUTE = re.compile(r"admin\b|[^.]+\.admin\b")
"""Names of the routes of the administration, the plugins' included; those who have no part in it are told that there is nothing there."""


@dataclass(frozen=True, slots=True)
class AdminPage:
    """A page of the administration: an entry of its menu, and the address ``/admin/<slug>``."""

    slug: str
    title: str  # translated
    icon: str  # of the portal's icons.svg
    order: int
    route: str  # without parameters: "ceres_<plugin>.admin", those of its other views "ceres_<plugin>.admin/…"
    permission: str  # the one its view asks for: a ``Permission``, or the name of a ``PluginPermission``
    count: int | None = None  # of what is there or waits there, shown beside the title; 0 and None are not

    def __post_init__(self) -> None:
        if not ADMIN_ROUTE.match(self.route):
            raise ValueError(f"the route {self.route} must be named « package.admin »")


@dataclass(frozen=True, slots=True)
class SwitchEffect:
    """What a switch of the plugin does to people, beyond what the portal sees by itself; in figures most often."""

    goes: str  # translated sentence: when the plugin is switched off
    comes: str  # the same when it is switched on


class Place(StrEnum):
    """Where a panel of the profile stands; on phones they follow one another: left, right, wide."""

    LEFT = "left"
    RIGHT = "right"
    WIDE = "wide"


@dataclass(frozen=True, slots=True)
class ProfilePanel:
    """One panel of « Mon profil »: a heading, and a template that shows it, with a form most often."""

    name: str  # "email": its place in the page, #email
    title: str  # translated
    template: str  # "ceres_profile/email.jinja2"; receives ``panel``, ``errors`` and ``given``
    order: int
    place: Place = Place.LEFT
    values: Mapping[str, Any] = field(default_factory=dict)  # for the template: ``panel.values``
    done: Mapping[str, str] = field(default_factory=dict)  # what /profile?done=<key> says on top, translated


class Slot(StrEnum):
    """A place of the pages that plugins may fill."""

    SIDE = "side.slot"  # left panel and phones' menu, under Support
    LOGIN_ASIDE = "login.aside"  # beside the log-in form and the other pages of those who are outside
    FOOTER_LINK = "footer.link"
    HELP_SECTION = "help.section"  # end of « Questions fréquentes »
    LIST_NOTICE = "list.notice"  # above a list of results, an empty one too
    LIST_FOOT = "list.foot"  # under it
    REPORT_BOX = "report.box"  # right column of the page of a report
    REPORT_NOTICE = "report.notice"  # under the patient's banner of that page


@dataclass(frozen=True, slots=True)
class SlotPiece:
    """What a plugin puts into a slot: a template, under a heading where the slot has headings."""

    title: str  # translated; the question in help.section; empty for none
    template: str  # "ceres_notify/side.jinja2"; receives ``piece``
    order: int
    values: Mapping[str, Any] = field(default_factory=dict)  # for the template: ``piece.values``
    level: AnnouncementLevel = AnnouncementLevel.INFO  # of a notice; elsewhere without meaning


@dataclass(frozen=True, slots=True)
class AuditAction:
    """A kind of event a plugin writes in the journal."""

    name: str  # "subject.verb"
    title: str  # French msgid


@dataclass(frozen=True, slots=True)
class Command:
    """A sub-command of ``ceres``."""

    command: click.Command


class Health(StrEnum):
    """State of one part of the site."""

    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class HealthReport:
    """Answer of one health check; no personal data in ``facts``: everybody may read them."""

    state: Health
    facts: Mapping[str, str | int | None]  # a moment is written in ISO 8601, under a name that ends in "_at"
    advice: str = ""  # French msgid: what an administrator can do about it


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """One line of ``/health``, and one part of the page « État du site »."""

    name: str
    check: Callable[[Database], HealthReport]
    title: str = ""  # French msgid; without one, the name is shown
    words: Mapping[str, str] = field(default_factory=dict)  # what each fact is called on the page, as French msgids
    advice: str = ""  # French msgid: what an administrator can do when the check raises


@dataclass(frozen=True, slots=True)
class Denial:
    """Answer of ``ceres_veto``: the permission is refused."""

    reason: str  # stable code for the journal
    message: str = ""  # translated sentence for the person


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a job works with: it opens its own transactions, short ones."""

    settings: Settings
    database: Database
    hooks: Hooks  # of the plugins that are on
    failures: HookFailures  # where a job notes what failed without ending it
    mailer: Callable[[Session], Mailer]  # queues letters in a transaction
    now: Clock
    stopping: Callable[[], bool]  # a long job looks at it between two steps


@dataclass(frozen=True, slots=True)
class Job:
    """Something the worker does again and again, in one process at a time however many workers there are."""

    name: str  # without the plugin's: "deliver"
    title: str  # French msgid
    every: int  # seconds between two starts
    run: Callable[[JobContext], None]


class NotificationKind(StrEnum):
    """What somebody is told."""

    NEWS = "news"  # reports that were not read yet
    AMENDED = "amended"  # a report that was opened has another version
    RETRACTED = "retracted"  # a report that was opened is withdrawn


@dataclass(frozen=True, slots=True)
class Notification:
    """What to tell one account: a number of reports, and nothing of what is in them."""

    account_id: int
    email: str
    language: str  # empty: the site's
    kind: NotificationKind
    count: int


@dataclass(frozen=True, slots=True)
class NotificationChannel:
    """A way to reach people; ``deliver`` writes rows in the transaction of its session, and sends nothing."""

    name: str
    title: str  # French msgid
    deliver: Callable[[Session, Notification, JobContext], None]
