"""Every hook of the portal: what for, when it is called, what to return, what happens when it raises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.accounts.models import Account
    from ceres.audit.record import AuditRecord
    from ceres.config.settings import Settings
    from ceres.plugins.contributions import (
        AdminPage,
        Announcement,
        AuditAction,
        BatchAction,
        Command,
        Denial,
        HealthCheck,
        Job,
        NotificationChannel,
        ProfilePanel,
        SearchTab,
        Setting,
        Slot,
        SlotPiece,
        SwitchEffect,
    )
    from ceres.plugins.permission import PluginPermission
    from ceres.reports.listing import ShownList
    from ceres.reports.models import Report, ReportVersion
    from ceres.reports.page import ShownReport
    from ceres.security.identity import Identity
    from ceres.web.request import Request

PROJECT = "ceres"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def ceres_settings() -> Sequence[Setting]:
    """Declare the plugin's keys of the site's file, under ``[plugins.<name>]``.

    Called once at start, before anything else, for every plugin that is not blocked. Return the
    declarations; an empty sequence means the plugin has no settings. If it raises, the portal does
    not start and says which plugin to block.
    """
    raise NotImplementedError


@hookspec
def ceres_permissions() -> Sequence[PluginPermission]:
    """Declare the permissions that the plugin's views ask for, beside the portal's own, and the roles that hold them.

    Called once at start for every plugin that is not blocked. Names begin with the plugin's and a colon; nobody holds
    a permission of a plugin that is off. Return the declarations; an empty sequence means none. If it raises, or if a
    name is another plugin's or not the plugin's to give, the portal does not start and says which plugin to block.
    """
    raise NotImplementedError


@hookspec
def ceres_audit_actions() -> Sequence[AuditAction]:
    """Declare the kinds of events the plugin writes in the journal, with their French titles.

    Called once at start for every plugin that is not blocked. If it raises, the portal does not start
    and says which plugin to block.
    """
    raise NotImplementedError


@hookspec
def ceres_commands() -> Sequence[Command]:
    """Add sub-commands to ``ceres``.

    Called when the command line starts, for every plugin that is not blocked; a disabled plugin's
    command answers that it is disabled. If it raises, the plugin loses its commands and the others stay.
    """
    raise NotImplementedError


@hookspec
def ceres_health_checks() -> Sequence[HealthCheck]:
    """Add lines to ``/health``.

    Called for each ``/health`` request, for enabled plugins. A check that raises is reported as
    degraded; the other lines stand.
    """
    raise NotImplementedError


@hookspec
def ceres_search_tabs(request: Request) -> Sequence[SearchTab]:
    """Add search tabs beside « Résultats ».

    Called once for each page that shows the tabs, one plugin after the other, isolated: one that
    raises loses its tabs, the page stands. Return an empty sequence to show nothing for this request.
    """
    raise NotImplementedError


@hookspec
def ceres_batch_actions(request: Request) -> Sequence[BatchAction]:
    """Add buttons for what can be done with the reports ticked in a list.

    Called once for each page of results, one plugin after the other, isolated: one that raises loses its
    buttons, the page stands. Return an empty sequence to show none for this request; while nobody adds a
    button, the list has no boxes to tick.
    """
    raise NotImplementedError


@hookspec
def ceres_announcements(request: Request, account: Identity | None) -> Sequence[Announcement]:
    """Announce something above the tabs, or beside the log-in form.

    Called once for each page that shows announcements, one plugin after the other, isolated: one that raises
    loses its announcements, the page stands. ``account`` is who is signed in, None on the log-in page. Return
    an empty sequence to say nothing. The first three of all plugins are shown.
    """
    raise NotImplementedError


@hookspec
def ceres_admin_pages(request: Request) -> Sequence[AdminPage]:
    """Add pages to the administration.

    Called once for each page of the administration, and for an address ``/admin/<slug>`` that is not the core's, one
    plugin after the other, isolated: one that raises loses its entries, the menu stands. Return the same pages for
    everybody: those whose permission the account lacks are left out by the portal. An empty sequence adds none.
    """
    raise NotImplementedError


@hookspec
def ceres_switch_effects(request: Request) -> Sequence[SwitchEffect]:
    """Say what a switch of the plugin does to people that the portal cannot see by itself: how many are told no more.

    Called when an administrator is about to switch the plugin, on or off, before anything changes: of a plugin that is
    off too. Only count, cheaply. An empty sequence adds nothing; if it raises, these sentences are missing and the rest
    of the preview stands.
    """
    raise NotImplementedError


@hookspec
def ceres_profile_panels(request: Request, account: Account) -> Sequence[ProfilePanel]:
    """Add panels to « Mon profil », the page of the signed-in ``account``.

    Called each time the page is shown, one plugin after the other, isolated: one that raises, or whose
    template does, loses its panels, the page stands. Return an empty sequence to show nothing for this
    account. A panel's form is sent to the plugin's own address, which then leads back to
    ``/profile?done=<key>``.
    """
    raise NotImplementedError


@hookspec
def ceres_slot(request: Request, slot: Slot, context: ShownReport | ShownList | None) -> Sequence[SlotPiece]:
    """Put something into a named place of the pages, of which ``Slot`` is the list.

    Called once for each slot of a page, one plugin after the other, isolated: one that raises, or whose template
    does, loses its pieces, the page stands. Error pages have no slots. ``context`` is the report or the list that the
    page shows, as the signed-in account may see it, None in the slots that are about neither. Return an empty sequence for the slots
    that are none of the plugin's business.
    """
    raise NotImplementedError


@hookspec
def ceres_veto(request: Request, permission: str, context: object) -> Denial | None:
    """Refuse a permission the core's policy would grant; nothing can be granted here.

    Called each time the policy has said yes to a signed-in account. Return None to have no opinion, a
    ``Denial`` to refuse; the first denial wins. If it raises, the permission is refused.
    """
    raise NotImplementedError


@hookspec
def ceres_on_report_published(db: Session, report: Report) -> None:
    """React to a report that appears for the first time.

    Called inside the publishing transaction, in a savepoint of its own: write rows only, send nothing
    (the transaction may still fail). If it raises, its rows are undone and the report is published all the same.
    """
    raise NotImplementedError


@hookspec
def ceres_on_report_amended(db: Session, report: Report, previous: ReportVersion | None) -> None:
    """React to a report whose content changed; ``previous`` is the version it replaces, None if it had none.

    Called inside the publishing transaction, in a savepoint of its own, rows only. If it raises, its rows
    are undone and the new version stands.
    """
    raise NotImplementedError


@hookspec
def ceres_on_report_retracted(db: Session, report: Report) -> None:
    """React to a report that the laboratory withdrew: its documents are already hidden from everyone.

    Called inside the publishing transaction, in a savepoint of its own, rows only. If it raises, its rows
    are undone and the report stays withdrawn.
    """
    raise NotImplementedError


@hookspec
def ceres_on_email_changed(db: Session, account: Account, old: str, new: str) -> None:
    """React to another e-mail address of ``account``: ``old`` may be somebody else's from now on.

    Called whichever way the address changes (its owner confirms it, an administrator or a command writes it, a file is
    imported), inside the transaction of the change, in a savepoint of its own, rows only; the letter that tells ``old``
    is queued already. If it raises, its rows are undone and the change stands.
    """
    raise NotImplementedError


@hookspec
def ceres_audit_sink(event: AuditRecord, settings: Settings) -> None:
    """Send an event of the journal on, to a system that watches over several.

    Called once for each event, after the transaction that wrote it was committed, in whatever process wrote it (portal,
    worker, listener, command), one event after the other in a thread of its own: nobody waits for it. There is no order
    among processes. An event that was not handed over when its process is killed, or when thousands wait because sinks
    are slow, is lost to them; the journal has it, and is the proof. If it raises, that is logged and counted, and
    nothing else happens: the event is not handed over again.
    """
    raise NotImplementedError


@hookspec
def ceres_on_enabled(db: Session) -> None:
    """Make the plugin's rows fit to go on from now: while it was off, none of its hooks heard of anything.

    Called when an administrator switches the plugin on, inside the transaction of the switch, in a savepoint of its
    own, rows only; not when it is installed, nor at start. If it raises, its rows are undone and the plugin is on.
    """
    raise NotImplementedError


@hookspec
def ceres_on_disabled(db: Session) -> None:
    """Take back what the plugin has prepared and must not happen while it is off, a letter that waits to be sent for one.

    Called when an administrator switches the plugin off, inside the transaction of the switch, in a savepoint of its
    own, rows only; not when the site's file blocks it, nor when it is uninstalled. What is done here cannot be undone by
    switching it on again: the plugin's data is to stay. If it raises, its rows are undone and the plugin is off.
    """
    raise NotImplementedError


@hookspec
def ceres_jobs() -> Sequence[Job]:
    """Give the worker something to do again and again.

    Called about once a second by each worker, for the plugins that are on: return constants. A job runs in
    one process at a time, in a thread of its own; that of a plugin that is switched off is not started any
    more. If the hook raises, the plugin loses its jobs; if a job raises, that is logged and counted, the
    others go on, and it is tried again the next time.
    """
    raise NotImplementedError


@hookspec
def ceres_notification_channels() -> Sequence[NotificationChannel]:
    """Add ways to tell people that reports arrived.

    Called by the job that tells them, for the plugins that are on; every channel is handed every
    notification, with counts and nothing else. If the hook raises, the plugin loses its channels; if
    ``deliver`` raises, its rows are undone, and the notification is tried again only if no other channel took it.
    """
    raise NotImplementedError
