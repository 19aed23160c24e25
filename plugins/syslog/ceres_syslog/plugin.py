"""The entry point: identity card, hooks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from ceres.api import SYSLOG_FACILITIES, Category, HealthCheck, PluginInfo, Setting, hookimpl, syslog_complaint
from ceres_syslog.health import WORDS, check_syslog
from ceres_syslog.sink import send

if TYPE_CHECKING:
    from ceres.api import AuditRecord, Settings

_ = TranslationStringFactory("ceres")

INFO = PluginInfo(
    name="syslog",
    title=_("Journal des accès vers syslog"),
    version="1.0.0",
    category=Category.SECURITY,
    description=_("Envoie chaque événement du journal des accès à un serveur syslog, pour la surveillance de l’établissement."),
    requires_core=">=0.1",
    default_enabled=False,
)
EXAMPLES = 32473  # the number that IANA keeps for examples (RFC 5612)


@hookimpl
def ceres_settings() -> Sequence[Setting]:
    """Declare the server, and how it is spoken to."""
    server = _("Serveur syslog qui reçoit les événements : udp://hôte:514, tcp://hôte:601 ou unix:///dev/log. Vide : aucun.")
    facility = _("Catégorie (facility) des messages.")
    number = _(
        "Numéro d’entreprise (IANA) qui suit « ceres@ » dans les données structurées ; celui des exemples si l’établissement n’en a pas."
    )
    return [
        Setting("address", str, "", server, check=syslog_complaint),
        Setting("facility", str, "authpriv", facility, choices=tuple(SYSLOG_FACILITIES)),
        Setting("enterprise", int, EXAMPLES, number, minimum=1),
    ]


@hookimpl
def ceres_audit_sink(event: AuditRecord, settings: Settings) -> None:
    """Send it on."""
    send(event, settings)


@hookimpl
def ceres_health_checks() -> Sequence[HealthCheck]:
    """Say whether the server answers."""
    return [HealthCheck("syslog", check_syslog, _("Journal des accès vers syslog"), WORDS)]
