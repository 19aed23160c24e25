"""``ceres announcements``: publishes, lists and ends announcements."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from ceres.api import AnnouncementLevel, AuditLog, CliContext, Refused, end_of, pass_ceres, start_of, utcnow
from ceres_banner.drafts import AnnouncementRefused, Draft
from ceres_banner.models import Audience, BannerAnnouncement
from ceres_banner.services import AnnouncementDesk, State, state_of

LEVELS = [AnnouncementLevel.INFO.value, AnnouncementLevel.WARN.value, AnnouncementLevel.CRIT.value]
STATES = {State.ONLINE: "en ligne", State.PLANNED: "programmée", State.ENDED: "terminée"}


@click.group(short_help="Publie, liste et termine les annonces.")
def announcements() -> None:
    """Publier, lister, terminer les annonces du bandeau. Ne jamais y écrire de donnée de patient."""


@announcements.command()
@click.argument("text", metavar="TEXTE")
@click.option("--en", "english", default="", metavar="TEXTE", help="Le même texte en anglais ; sans lui, le français est montré.")
@click.option("--from", "start", metavar="DATE", help="Début (2026-03-31, 31/03/2026, 2026-03-31T14:00) ; sans lui, tout de suite.")
@click.option("--until", "stop", metavar="DATE", help="Fin ; un jour est compris en entier ; sans elle, jusqu’à « end ».")
@click.option("--level", type=click.Choice(LEVELS), default="info", show_default=True, help="Importance.")
@click.option(
    "--audience",
    type=click.Choice([each.value for each in Audience]),
    default="both",
    show_default=True,
    help="Avant ou après la connexion.",
)
@click.option("--json", "as_json", is_flag=True, help="L’annonce en JSON.")
@pass_ceres
def add(
    context: CliContext, text: str, english: str, start: str | None, stop: str | None, level: str, audience: str, as_json: bool
) -> None:
    """Publier une annonce d’une ligne, de 280 caractères au plus."""
    zone = _zone(context)
    with _desk(context) as (desk, now):
        draft = Draft(
            text_fr=text,
            text_en=english,
            starts_at=start_of(start, zone) if start else now,
            ends_at=end_of(stop, zone) if stop else None,
            level=AnnouncementLevel(level),
            audience=Audience(audience),
        )
        _show(desk.publish(draft), zone, now, as_json)


@announcements.command("list")
@click.option("--json", "as_json", is_flag=True, help="Un seul tableau JSON.")
@pass_ceres
def list_announcements(context: CliContext, as_json: bool) -> None:
    """Lister les annonces, la plus récente d’abord."""
    zone = _zone(context)
    with _desk(context, reads=True) as (desk, now):
        found = desk.all()
        if as_json:
            click.echo(json.dumps([_facts(row, zone, now) for row in found], ensure_ascii=False))
            return
        for row in found:
            click.echo(_line(row, zone, now))


@announcements.command()
@click.argument("number", metavar="NUMÉRO", type=click.IntRange(1, 2**63 - 1))
@click.option("--json", "as_json", is_flag=True, help="L’annonce en JSON.")
@pass_ceres
def end(context: CliContext, number: int, as_json: bool) -> None:
    """Terminer une annonce tout de suite ; elle reste dans la liste."""
    with _desk(context) as (desk, now):
        _show(desk.end(number), _zone(context), now, as_json)


@contextmanager
def _desk(context: CliContext, *, reads: bool = False) -> Iterator[tuple[AnnouncementDesk, datetime]]:
    """Open the transaction; what was done is committed with its traces, or nothing is."""
    now, who = utcnow(), context.audit_context
    database = context.site.database
    with database.read() if reads else database.write() as db:
        try:
            yield AnnouncementDesk(db, AuditLog(db, lambda: now).recorder(who), who.login, now), now
        except AnnouncementRefused as refused:
            raise Refused(str(refused)) from refused


def _zone(context: CliContext) -> ZoneInfo:
    return ZoneInfo(context.site.settings.site.timezone)


def _show(row: BannerAnnouncement, zone: ZoneInfo, now: datetime, as_json: bool) -> None:
    click.echo(json.dumps(_facts(row, zone, now), ensure_ascii=False) if as_json else _line(row, zone, now))


def _line(row: BannerAnnouncement, zone: ZoneInfo, now: datetime) -> str:
    end = f"{row.ends_at.astimezone(zone):%d/%m/%Y %H:%M}" if row.ends_at else "sans fin"
    start = f"{row.starts_at.astimezone(zone):%d/%m/%Y %H:%M}"
    return f"{row.id:>4}  {STATES[state_of(row, now)]:<10}  {row.level.value:<4}  {row.audience.value:<6}  {start} – {end}  {row.text_fr}"


def _facts(row: BannerAnnouncement, zone: ZoneInfo, now: datetime) -> dict[str, object]:
    return {
        "id": row.id,
        "state": state_of(row, now).value,
        "level": row.level.value,
        "audience": row.audience.value,
        "from": row.starts_at.astimezone(zone).isoformat(timespec="seconds"),
        "until": row.ends_at.astimezone(zone).isoformat(timespec="seconds") if row.ends_at else None,
        "ended": row.ended_at.astimezone(zone).isoformat(timespec="seconds") if row.ended_at else None,
        "fr": row.text_fr,
        "en": row.text_en,
        "created_by": row.created_by,
    }
