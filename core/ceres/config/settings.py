"""Everything a site can set: one frozen dataclass per section, each key declared beside its value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ceres.config import checks, paths
from ceres.config.declarations import EMPTY, Key, key, keys_of
from ceres.config.journal import JournalSettings
from ceres.config.mail import MailSettings

DATABASE, DOCUMENTS = "sqlite:///var/ceres.sqlite", Path("var/documents")


class ConfigError(Exception):
    """The site cannot start as configured; ``problems`` are French sentences, each with its mend."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class SiteSettings:
    """What the site is called and how it speaks."""

    name: str = key("CÉRÈS", "Nom du serveur, en tête des pages.")
    url: str = key("", "Adresse publique du serveur, celle que tapent les prescripteurs.", check=checks.web_address)
    timezone: str = key("Pacific/Noumea", "Fuseau horaire du site : il décide des jours et des heures affichés.", check=checks.timezone)
    branding: str = key(
        "",
        "Habillage du site : un dossier, ou un paquet Python installé. Vide : l’habillage de base.",
        check=checks.branding,
        resolve=paths.branding,
    )
    language: str = key("fr", "Langue de qui n’en demande aucune : fr, en, ou celle d’un catalogue de l’habillage.", check=checks.language)
    support_email: str = key("", "Adresse de l’assistance, affichée aux prescripteurs.", check=checks.email)
    account_requests: bool = key(
        False, "Proposer sur la page de connexion un formulaire de demande d’identifiant, envoyé à site.support_email."
    )
    ip_lookup: str = key(
        "",
        "Adresse d’un service qui situe une adresse IP, écrite {ip} (exemple : https://exemple.nc/?q={ip}). Vide : aucun lien.",
        check=checks.lookup,
    )
    legal_text: str = key("", "Mentions légales, en bas de la page de connexion.")
    number_label: str = key("N° CHT", "Intitulé du numéro de demande du laboratoire.")
    nip_label: str = key("NIP", "Intitulé de l’identifiant du patient.")


@dataclass(frozen=True)
class DatabaseSettings:
    """Where the rows are."""

    url: str = key(
        DATABASE,
        "Base de données : postgresql://… en production, sqlite:///… pour essayer.",
        secret=True,
        check=checks.database,
        resolve=paths.database,
    )


@dataclass(frozen=True)
class StorageSettings:
    """Where the documents are."""

    kind: str = key("files", "Rangement des documents.", choices=("files",))
    path: Path = key(DOCUMENTS, "Dossier des documents reçus ; il est sauvegardé avec la base.", resolve=paths.folder)  # noqa: RUF009


@dataclass(frozen=True)
class SessionSettings:
    """How long somebody stays signed in."""

    idle: int = key(2700, "Durée d’inactivité qui ferme une session.", unit="secondes", minimum=1)
    absolute: int = key(43200, "Durée totale au bout de laquelle il faut se reconnecter.", unit="secondes", minimum=1)


@dataclass(frozen=True)
class SecuritySettings:
    """What protects the site."""

    insecure: bool = key(
        False, "Accepter d’écouter hors de cette machine sans HTTPS : pour un essai seulement, jamais avec de vrais patients."
    )
    proxies: tuple[str, ...] = key(
        (),
        "Adresses ou réseaux des serveurs mandataires dont les en-têtes X-Forwarded-For et X-Forwarded-Proto sont crus.",
        check=checks.networks,
    )
    login_failures: int = key(10, "Échecs de connexion d’un identifiant ou d’une adresse avant suspension.", minimum=1)
    login_block: int = key(600, "Durée de la première suspension ; chaque suivante est plus longue.", unit="secondes", minimum=1)
    login_block_max: int = key(86400, "Durée maximale d’une suspension.", unit="secondes", minimum=1)
    reset: str = key(
        "password",
        "Mot de passe perdu : « password » envoie huit caractères aléatoires, « link » un lien.",
        choices=("password", "link"),
    )
    reset_lifetime: int = key(3600, "Durée de vie du mot de passe temporaire ou du lien.", unit="secondes", minimum=1)
    invitation_lifetime: int = key(
        604800, "Durée de vie de l’invitation à choisir un mot de passe, ou du mot de passe provisoire.", unit="secondes", minimum=1
    )
    email_change_lifetime: int = key(
        86400, "Délai pour confirmer une nouvelle adresse électronique, passé lequel rien ne change.", unit="secondes", minimum=1
    )
    max_body: int = key(1024 * 1024, "Taille maximale de ce qu’une page peut envoyer.", unit="octets", minimum=1024)


@dataclass(frozen=True)
class Settings:
    """The settings of one site, checked; ``plugins`` holds the tables ``[plugins.<name>]``."""

    site: SiteSettings = field(default_factory=SiteSettings)
    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    storage: StorageSettings = field(default_factory=StorageSettings)
    mail: MailSettings = field(default_factory=MailSettings)
    journal: JournalSettings = field(default_factory=JournalSettings)
    sessions: SessionSettings = field(default_factory=SessionSettings)
    security: SecuritySettings = field(default_factory=SecuritySettings)
    plugins: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: EMPTY)
    blocked: frozenset[str] = frozenset()

    @classmethod
    def embedded(cls, folder: Path) -> Settings:
        """Return the settings of a site that needs no file: all its data is in ``folder``."""
        data = folder.absolute()
        return cls(
            database=DatabaseSettings(url=f"sqlite:///{data / 'ceres.sqlite'}"),
            storage=StorageSettings(path=data / "documents"),
            mail=MailSettings(folder=data / "mail"),
            journal=JournalSettings(key_file=data / "journal.key"),
        )

    def plugin(self, name: str) -> Mapping[str, Any]:
        """Return the table of one plugin, every key with a value once the site is open."""
        return self.plugins.get(name, EMPTY)


SECTIONS: Mapping[str, type] = {
    "site": SiteSettings,
    "database": DatabaseSettings,
    "storage": StorageSettings,
    "mail": MailSettings,
    "journal": JournalSettings,
    "sessions": SessionSettings,
    "security": SecuritySettings,
}


def declared_keys() -> Mapping[str, Mapping[str, Key]]:
    """Return every key of the core, by section then by name."""
    return {section: keys_of(section, declared) for section, declared in SECTIONS.items()}
