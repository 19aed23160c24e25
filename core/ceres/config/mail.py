"""The section ``[mail]`` of the site's file, and what must hold between its keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ceres.config import checks, paths
from ceres.config.declarations import key

FOLDER = Path("var/mail")


@dataclass(frozen=True)
class MailSettings:
    """How e-mails leave."""

    transport: str = key(
        "folder",
        "Envoi des courriels : par un serveur (« smtp »), ou pour un essai dans des fichiers .eml (« folder ») ou à l’écran (« console »).",
        choices=("smtp", "folder", "console"),
    )
    folder: Path = key(FOLDER, "Dossier des fichiers .eml quand mail.transport vaut « folder ».", resolve=paths.folder)  # noqa: RUF009
    host: str = key("", "Serveur SMTP qui prend les courriels.", check=checks.host)
    port: int = key(587, "Port du serveur SMTP : 587 (starttls), 465 (tls) ou 25.", check=checks.port)
    security: str = key("starttls", "Chiffrement de la liaison avec le serveur SMTP.", choices=("starttls", "tls", "none"))
    ca_file: str = key(
        "",
        "Fichier PEM de l’autorité qui a signé le certificat du serveur SMTP. Vide : les autorités du système.",
        check=checks.certificates,
        resolve=paths.file,
    )
    user: str = key("", "Compte SMTP ; vide : sans authentification.")
    password: str = key("", "Mot de passe du compte SMTP.", secret=True)
    sender: str = key("", "Adresse d’expéditeur des courriels.", check=checks.email)
    sender_name: str = key("", "Nom d’expéditeur des courriels. Vide : celui du site.")
    timeout: int = key(30, "Attente maximale d’une réponse du serveur SMTP.", unit="secondes", minimum=1)
    attempts: int = key(14, "Essais d’envoi d’un courriel avant d’y renoncer et de le signaler (14 : environ un jour).", minimum=1)
    retry_delay: int = key(60, "Attente après le premier échec ; elle double à chaque essai, jusqu’à 4 heures.", unit="secondes", minimum=1)
    keep: int = key(30, "Durée de conservation de la trace des courriels partis ou abandonnés.", unit="jours", minimum=1)


def problems(mail: MailSettings) -> Iterator[str]:
    """Yield a French sentence for each key that does not go with another."""
    if mail.transport != "smtp":
        return
    if not mail.host:
        yield "mail.host : il faut le nom du serveur quand mail.transport vaut « smtp »."
    if not mail.sender:
        yield "mail.sender : il faut l’adresse d’expéditeur quand mail.transport vaut « smtp »."
    if bool(mail.user) != bool(mail.password):
        yield "mail.user et mail.password vont ensemble ; dire les deux, ou aucun."
    if mail.password and mail.security == "none" and not checks.loopback(mail.host):
        yield "mail.password : il partirait en clair ; choisir mail.security = « starttls » ou « tls »."
