"""The keys of the site's file about drop folders."""

from __future__ import annotations

from translationstring import TranslationStringFactory

from ceres.api import Setting

A_DAY = 86_400  # seconds

_ = TranslationStringFactory("ceres")


def watch_settings() -> list[Setting]:
    """Return the declarations."""
    return [
        Setting("watch_interval", int, 2, _("Dossier de dépôt : secondes entre deux examens."), minimum=0, maximum=A_DAY),
        Setting(
            "watch_settle",
            int,
            5,
            _("Dossier de dépôt : secondes sans changement après lesquelles un fichier est complet."),
            minimum=0,
            maximum=A_DAY,
        ),
        Setting(
            "watch_pair_wait",
            int,
            120,
            _("Dossier de dépôt : secondes pendant lesquelles un fichier HPRIM attend le document qu’il annonce."),
            minimum=0,
            maximum=A_DAY,
        ),
        Setting(
            "watch_keep_days",
            int,
            30,
            _("Dossier de dépôt : jours pendant lesquels les fichiers traités restent dans done."),
            minimum=0,
            maximum=100 * 366,
        ),
    ]
