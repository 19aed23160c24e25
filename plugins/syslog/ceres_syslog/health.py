"""The plugin's line of ``/health``: what became of the events of this process."""

from __future__ import annotations

from translationstring import TranslationStringFactory

from ceres.api import Database, Health, HealthReport
from ceres_syslog.forwarding import FORWARDERS

_ = TranslationStringFactory("ceres")

AWAY = _("Le serveur syslog ne répond pas : vérifier plugins.syslog.address, le réseau et le serveur. Le journal, lui, est complet.")
NOWHERE = _("Aucun serveur n’est indiqué : dire plugins.syslog.address dans le fichier du site, ou désactiver le module.")
WORDS = {
    "sent": _("Événements envoyés depuis le démarrage"),
    "waiting": _("Événements en attente"),
    "lost": _("Événements perdus pour syslog"),
}


def check_syslog(database: Database) -> HealthReport:
    """Say whether the server takes what this process sends; UDP says little about that."""
    known = FORWARDERS.all()
    facts: dict[str, str | int | None] = {
        "sent": sum(each.tally.sent for each in known),
        "waiting": sum(each.waiting for each in known),
        "lost": sum(each.tally.lost for each in known),
    }
    advice = NOWHERE if FORWARDERS.unaddressed else AWAY if any(each.tally.failing for each in known) else ""
    return HealthReport(Health.DEGRADED if advice else Health.OK, facts, advice)
