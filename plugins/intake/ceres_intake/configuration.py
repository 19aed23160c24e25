"""The plugin's keys of the site's file."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from translationstring import TranslationStringFactory

from ceres.api import Setting, Settings
from ceres_intake.documents.fetching import listed_complaint
from ceres_intake.hl7.charset import codec_of
from ceres_intake.mllp.settings import declared_mllp_settings
from ceres_intake.profile import PUBLISH, UNMAPPED
from ceres_intake.sources.table import complaint, profiles_of
from ceres_intake.taking import DEFAULT_MAX_SIZE, IntakeSettings
from ceres_intake.watching.settings import watch_settings

_ = TranslationStringFactory("ceres")

SMALLEST_LIMIT = 1024


def declared_settings() -> list[Setting]:
    """Return the declarations."""
    return [
        Setting("max_message_size", int, DEFAULT_MAX_SIZE, _("Taille maximale d’un message, en octets."), minimum=SMALLEST_LIMIT),
        Setting(
            "default_charset",
            str,
            "",
            _("Jeu de caractères des messages qui n’en annoncent pas (exemple : 8859/1). Vide : UTF-8, sinon windows-1252."),
            check=_charset_complaint,
        ),
        *declared_mllp_settings(),
        Setting(
            "document_urls",
            list,
            (),
            _("Adresses sous lesquelles un document seulement désigné par le message (type RP) est lu ; vide : aucun ne l’est."),
            check=listed_complaint,
        ),
        Setting(
            "sources",
            dict,
            {},
            _("Profils des systèmes qui envoient : une table [plugins.intake.sources.nom] pour chacun (page « Profils de source »)."),
            check=complaint,
        ),
        Setting(
            "unmapped",
            str,
            PUBLISH,
            "Comptes rendus dont aucune table ne connaît la section : publish (publiés sous le mot du laboratoire) ou "
            "wait (le message attend en quarantaine).",
            choices=UNMAPPED,
        ),
        Setting(
            "silent_after",
            int,
            24,
            "Heures sans message après lesquelles un système qui envoie d’habitude est signalé dans l’administration ; 0 : jamais.",
            minimum=0,
            maximum=24 * 366,
        ),
        *watch_settings(),
    ]


def intake_settings(settings: Settings) -> IntakeSettings:
    """Return what the site of ``settings`` decides for this plugin."""
    table = settings.plugin("intake")
    return IntakeSettings(
        max_message_size=table["max_message_size"],
        default_charset=table["default_charset"],
        zone=ZoneInfo(settings.site.timezone),
        profiles=profiles_of(table["sources"]),
        unmapped=table["unmapped"],
        document_urls=tuple(table["document_urls"]),
    )


def _charset_complaint(value: Any) -> str:
    return "" if not value or codec_of(value) else f"« {value} » n’est pas un jeu de caractères connu (exemple : 8859/1)."
