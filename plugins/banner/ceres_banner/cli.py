"""``ceres announcements``: writes, publishes, changes, lists and ends announcements."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from ceres.api import AnnouncementLevel, AuditLog, CliContext, Refused, end_of, pass_ceres, start_of, utcnow
from ceres_banner.models import Audience, BannerAnnouncement
from ceres_banner.services import AnnouncementDesk, State, state_of, written_of
from ceres_banner.written import AnnouncementRefused, Written

LEVELS = [AnnouncementLevel.INFO.value, AnnouncementLevel.WARN.value, AnnouncementLevel.CRIT.value]
STATES = {State.DRAFT: "brouillon", State.ONLINE: "en ligne", State.PLANNED: "programmée", State.ENDED: "terminée"}
SINCE = "Début (2026-03-31, 31/03/2026, 2026-03-31T14:00) ; sans lui, tout de suite."

number_argument = click.argument("number", metavar="NUMÉRO", type=click.IntRange(1, 2**63 - 1))
json_option = click.option("--json", "as_json", is_flag=True, help="L’annonce en JSON.")


def content_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what an announcement is made of, its main text excepted."""
    places = click.Choice([each.value for each in Audience])
    for option in (
        click.option("--audience", type=places, help="Avant ou après la connexion, ou les deux (both, à défaut)."),
        click.option("--level", type=click.Choice(LEVELS), help="Importance (info, à défaut)."),
        click.option("--until", "stop", metavar="DATE", help="Fin ; un jour est compris en entier ; sans elle, jusqu’à « end »."),
        click.option("--from", "start", metavar="DATE", help=SINCE),
        click.option("--en", "english", metavar="TEXTE", help="Le même texte en anglais ; sans lui, le français est montré."),
    ):
        command = option(command)
    return command


@click.group(short_help="Publie, modifie, liste et termine les annonces.")
def announcements() -> None:
    """Écrire, publier, modifier, lister, terminer les annonces du bandeau. Ne jamais y écrire de donnée de patient."""


@announcements.command()
@click.argument("text", metavar="TEXTE")
@content_options
@click.option("--draft", is_flag=True, help="Garder un brouillon, que personne ne voit.")
@json_option
@pass_ceres
def add(context: CliContext, /, text: str, draft: bool, as_json: bool, **content: str | None) -> None:
    """Publier une annonce d’une ligne, de 280 caractères au plus, ou en garder le brouillon."""
    with _desk(context) as (desk, now):
        written = _changed(Written({"fr": text}, now), content, _zone(context))
        _show(context, desk.keep(written) if draft else desk.publish(written), now, as_json)


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
@number_argument
@click.option("--fr", "text", metavar="TEXTE", help="Le texte en français.")
@content_options
@click.option("--no-end", is_flag=True, help="Sans fin, jusqu’à « end ».")
@json_option
@pass_ceres
def change(context: CliContext, /, number: int, text: str | None, no_end: bool, as_json: bool, **content: str | None) -> None:
    """Modifier un brouillon ou une annonce publiée ; ce qui n’est pas dit reste, ce qui est terminé ne change plus."""
    with _desk(context) as (desk, now):
        written = written_of(desk.get(number))
        if text is not None:
            written = replace(written, texts={**written.texts, "fr": text})
        if no_end:
            written = replace(written, ends_at=None)
        _show(context, desk.change(number, _changed(written, content, _zone(context))), now, as_json)


@announcements.command()
@number_argument
@json_option
@pass_ceres
def publish(context: CliContext, number: int, as_json: bool) -> None:
    """Publier un brouillon ; ce qui l’est déjà reste comme il est."""
    with _desk(context) as (desk, now):
        _show(context, desk.release(number), now, as_json)


@announcements.command()
@number_argument
@json_option
@pass_ceres
def end(context: CliContext, number: int, as_json: bool) -> None:
    """Terminer une annonce tout de suite ; elle reste dans la liste."""
    with _desk(context) as (desk, now):
        _show(context, desk.end(number), now, as_json)


@announcements.command()
@number_argument
@pass_ceres
def remove(context: CliContext, number: int) -> None:
    """Supprimer un brouillon ; ce qui a été publié se termine et reste dans la liste."""
    with _desk(context) as (desk, _now):
        desk.remove(number)
    click.echo(f"brouillon {number} supprimé")


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


def _changed(written: Written, content: dict[str, str | None], zone: ZoneInfo) -> Written:
    """Return the announcement with what the options say; what they do not stays."""
    english, start, stop = content["english"], content["start"], content["stop"]
    return Written(
        texts=written.texts if english is None else {**written.texts, "en": english},
        starts_at=start_of(start, zone) if start else written.starts_at,
        ends_at=end_of(stop, zone) if stop else written.ends_at,
        level=AnnouncementLevel(content["level"] or written.level),
        audience=Audience(content["audience"] or written.audience),
    )


def _zone(context: CliContext) -> ZoneInfo:
    return ZoneInfo(context.site.settings.site.timezone)


def _show(context: CliContext, row: BannerAnnouncement, now: datetime, as_json: bool) -> None:
    zone = _zone(context)
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
        "texts": row.texts,
        "created_by": row.created_by,
    }
