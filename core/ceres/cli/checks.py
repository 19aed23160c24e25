"""What ``ceres check`` looks at, one function a subject; each finding that is not good says its mend."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.engine import make_url

from ceres.accounts.models import AccountRole
from ceres.app import Site
from ceres.branding.examining import examine
from ceres.branding.folder import read_branding
from ceres.branding.languages import progress, site_languages
from ceres.cli.checks_journal import journal_findings
from ceres.cli.context import CliContext
from ceres.cli.errors import DATABASE_TROUBLES, database_trouble
from ceres.cli.finding import Finding, Level
from ceres.config.settings import ConfigError, Settings
from ceres.config.values import hint
from ceres.db.migrate import NewerDatabase, pending
from ceres.mail.health import check_mail
from ceres.plugins.core_version import asked
from ceres.security.permissions import Role
from ceres.storage import StorageError

OLDEST_POSTGRESQL = 15
OTHERS = 0o007  # what everybody on the machine may do


def findings(context: CliContext) -> Iterator[Finding]:
    """Look at everything that can be looked at, in the order of what depends on what."""
    try:
        settings = context.settings
    except ConfigError as error:
        yield from (Finding("configuration", Level.WRONG, problem) for problem in error.problems)
        return
    yield Finding("configuration", Level.GOOD, str(context.config or "aucun fichier, site embarqué dans ./var"))
    yield from _exposure(settings)
    try:
        site = context.bare_site
    except ConfigError as error:
        yield from (Finding("modules", Level.WRONG, problem) for problem in error.problems)
        return
    yield from _branding(settings)
    yield from _left_over(settings, site)
    yield from _database(site)
    yield _documents(site)
    yield from _permissions(settings, context.config)


def _exposure(settings: Settings) -> Iterator[Finding]:
    if settings.security.insecure:
        yield Finding(
            "sécurité", Level.ADVICE, "security.insecure = true : pour un essai seulement ; le retirer avant d’y mettre de vrais patients."
        )
    if not settings.site.url:
        yield Finding("sécurité", Level.ADVICE, "site.url n’est pas dit : l’indiquer (https://…) avant d’ouvrir le portail au réseau.")
    elif settings.site.url.startswith("https://") and not settings.security.proxies:
        yield Finding(
            "sécurité", Level.ADVICE, "aucun mandataire déclaré : indiquer dans security.proxies l’adresse de celui qui porte le HTTPS."
        )


def _branding(settings: Settings) -> Iterator[Finding]:
    name = settings.site.branding
    try:
        branding = read_branding(name)
        languages = site_languages(settings.site)
        added = progress(name)
    except ConfigError as error:
        yield from (Finding("habillage", Level.WRONG, problem) for problem in error.problems)
        return
    wrong = tuple(examine(branding))
    yield from (Finding("habillage", Level.WRONG, problem) for problem in wrong)
    if not wrong:
        yield Finding("habillage", Level.GOOD, name or "celui du programme")
    yield Finding("langues", Level.GOOD, ", ".join(languages))
    yield from (Finding("langues", Level.GOOD if each.whole else Level.ADVICE, str(each)) for each in added)


def _left_over(settings: Settings, site: Site) -> Iterator[Finding]:
    for name in site.plugins.left_over(settings.plugins):
        said = f"plugins.{name} : aucun module de ce nom n’est installé, la table est sans effet ; installer le module ou retirer la table."
        yield Finding("modules", Level.ADVICE, said)
    for name in sorted(settings.blocked - site.plugins.installed):
        said = (
            f"plugins.blocked : aucun module « {name} » n’est installé{hint(name, site.plugins.installed)} ; corriger le nom ou le retirer."
        )
        yield Finding("modules", Level.ADVICE, said)


def _database(site: Site) -> Iterator[Finding]:
    try:
        yield _server(site)
        waiting = pending(site)
    except DATABASE_TROUBLES as error:
        yield Finding("base", Level.WRONG, f"{database_trouble(error)} ; vérifier qu’elle tourne et que database.url est juste.")
        return
    except NewerDatabase as error:
        yield Finding("migrations", Level.WRONG, f"la base vient d’une version plus récente ({error.owner}) ; mettre le programme à jour.")
        return
    if waiting:
        yield _waiting(site, len(waiting))
        return
    yield Finding("migrations", Level.GOOD, "à jour")
    yield from _plugins(site)
    yield from _administrator(site)
    yield from _mail(site)
    yield from journal_findings(site)


def _waiting(site: Site, count: int) -> Finding:
    if site.database.is_sqlite:
        return Finding("migrations", Level.ADVICE, f"{count} en attente ; la prochaine commande les appliquera.")
    return Finding("migrations", Level.WRONG, f"{count} en attente ; sauvegarder la base, puis lancer « ceres db upgrade ».")


def _server(site: Site) -> Finding:
    with site.database.engine.connect() as connection:
        if site.database.is_sqlite:
            return Finding("base", Level.GOOD, f"SQLite {connection.scalar(text('SELECT sqlite_version()'))}")
        number = int(connection.scalar(text("SHOW server_version_num")) or 0) // 10000
    if number < OLDEST_POSTGRESQL:
        return Finding("base", Level.WRONG, f"PostgreSQL {number} : il faut la version {OLDEST_POSTGRESQL} ou une plus récente.")
    return Finding("base", Level.GOOD, f"PostgreSQL {number}")


def _plugins(site: Site) -> Iterator[Finding]:
    with site.database.read() as db:
        found = site.plugins.statuses(db)
    on = sorted(name for name, status in found.items() if status.enabled)
    yield Finding("modules", Level.GOOD, f"{len(on)} actifs sur {len(found)} : {', '.join(on)}")
    for name, info in sorted(site.plugins.incompatible.items()):
        wanting = f"demande le cœur {asked(info.requires_core)}, version installée {site.plugins.core}"
        what = f"« {name} » {wanting} ; en installer une version qui convient."
        yield Finding("modules", Level.ADVICE, what)
    for name, status in sorted(found.items()):
        if status.switched_on and status.missing:
            yield Finding("modules", Level.ADVICE, f"« {name} » attend {', '.join(status.missing)} ; activer ou installer ce qui manque.")


def _administrator(site: Site) -> Iterator[Finding]:
    with site.database.read() as db:
        if db.scalar(select(AccountRole.account_id).where(AccountRole.role == Role.ADMINISTRATOR).limit(1)) is None:
            mend = "ceres accounts add IDENTIFIANT --name NOM --email ADRESSE --role administrator"
            yield Finding("comptes", Level.ADVICE, f"aucun administrateur ; en créer un : « {mend} ».")


def _mail(site: Site) -> Iterator[Finding]:
    facts = check_mail(site.database).facts
    transport = site.settings.mail.transport
    if transport != "smtp" and site.settings.site.url:
        said = f"mail.transport = {transport} : rien ne quitte ce serveur ; dire mail.transport = « smtp »."
        yield Finding("courriels", Level.ADVICE, said)
    if facts["failed"]:
        said = f"{facts['failed']} abandonnés ; voir « ceres mail list --state failed », puis « ceres mail retry »."
        yield Finding("courriels", Level.ADVICE, said)
    if facts["late"]:
        said = f"{facts['late']} attendent depuis plus d’un quart d’heure ; lancer « ceres worker »."
        yield Finding("courriels", Level.ADVICE, said)
    if not facts["failed"] and not facts["late"]:
        yield Finding("courriels", Level.GOOD, f"{facts['queued']} en attente")


def _documents(site: Site) -> Finding:
    where = site.settings.storage.path
    try:
        site.documents.check()
    except (StorageError, OSError) as error:
        return Finding(
            "documents", Level.WRONG, f"{where} ne peut rien recevoir ({error}) ; vérifier la place, le propriétaire et storage.path."
        )
    return Finding("documents", Level.GOOD, str(where))


def _permissions(settings: Settings, config: Path | None) -> Iterator[Finding]:
    url = make_url(settings.database.url)
    private = [settings.storage.path]
    if url.get_backend_name() == "sqlite":
        private.append(Path(str(url.database)))
    if config and (url.password or settings.mail.password):
        private.append(config)
    loose = [path for path in private if path.exists() and path.stat().st_mode & OTHERS]
    for path in loose:
        yield Finding("droits", Level.WRONG, f"{path} est ouvert à tous sur cette machine ; lancer « chmod o-rwx {path} ».")
    if not loose:
        yield Finding("droits", Level.GOOD, "les données ne sont ouvertes qu’à leur propriétaire et à son groupe")
