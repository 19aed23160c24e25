"""The listener's keys of the site's file."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

from translationstring import TranslationStringFactory

from ceres.api import Setting, Settings

_ = TranslationStringFactory("ceres")

MEGABYTE = 1024 * 1024
MONTH = 31 * 86_400  # seconds
Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class MllpSettings:
    """How the listener treats those who connect; durations in seconds."""

    host: str = "127.0.0.1"
    port: int = 2575
    tls_cert: str = ""
    tls_key: str = ""
    client_ca: str = ""
    allow: tuple[Network, ...] = ()  # empty: everybody
    max_connections: int = 400
    idle: int = 3600
    frame_time: int = 600
    write_time: int = 30
    workers: int = 8
    answer_never: bool = False
    ignored_is_fine: bool = False
    processing_ids: frozenset[str] = frozenset()  # empty: any


def declared_mllp_settings() -> list[Setting]:
    """Return the declarations."""
    return [
        Setting("mllp_host", str, "127.0.0.1", _("Adresse où écoute « ceres mllp ».")),
        Setting("mllp_port", int, 2575, _("Port où écoute « ceres mllp » ; 0 : n’importe lequel."), minimum=0, maximum=65_535),
        Setting("mllp_tls_cert", str, "", _("Certificat TLS du serveur MLLP (fichier PEM, chaîne comprise). Vide : sans TLS.")),
        Setting("mllp_tls_key", str, "", _("Clé privée du certificat (fichier PEM). Vide : elle est dans le même fichier.")),
        Setting("mllp_client_ca", str, "", _("Autorités des certificats exigés des émetteurs (fichier PEM). Vide : aucun n’est exigé.")),
        Setting(
            "mllp_allow",
            list,
            (),
            _("Adresses ou réseaux des émetteurs admis. Vide : tous."),
            check=_networks_complaint,
        ),
        Setting("mllp_max_connections", int, 400, _("Connexions ouvertes à la fois ; au-delà, la plus inactive est fermée."), minimum=1),
        Setting(
            "mllp_idle", int, 3600, _("Silence entre deux messages avant de fermer une connexion, en secondes."), minimum=1, maximum=MONTH
        ),
        Setting("mllp_frame_time", int, 600, _("Durée maximale de la réception d’un message, en secondes."), minimum=1, maximum=MONTH),
        Setting("mllp_write_time", int, 30, _("Temps laissé à un émetteur pour lire nos réponses, en secondes."), minimum=1, maximum=MONTH),
        Setting("mllp_workers", int, 8, _("Messages pris en charge en même temps."), minimum=1),
        Setting(
            "mllp_never",
            str,
            "silent",
            _("Émetteurs qui demandent de ne jamais répondre (MSH-15 et MSH-16 : NE) : « silent » se tait, « answer » répond quand même."),
            choices=("silent", "answer"),
        ),
        Setting(
            "mllp_ignored",
            str,
            "reject",
            _("Messages d’un type qui ne porte pas de compte rendu : « reject » répond AR 200, « accept » répond AA."),
            choices=("reject", "accept"),
        ),
        Setting(
            "mllp_processing_ids", list, (), _("Environnements admis (MSH-11 : P, T ou D) ; les autres reçoivent AR 202. Vide : tous.")
        ),
    ]


def mllp_settings(settings: Settings) -> MllpSettings:
    """Return what the site of ``settings`` decides."""
    table = settings.plugin("intake")
    same = ("host", "port", "tls_cert", "tls_key", "client_ca", "max_connections", "idle", "frame_time", "write_time", "workers")
    return MllpSettings(
        **{name: table[f"mllp_{name}"] for name in same},
        allow=tuple(ip_network(each, strict=False) for each in table["mllp_allow"]),
        answer_never=table["mllp_never"] == "answer",
        ignored_is_fine=table["mllp_ignored"] == "accept",
        processing_ids=frozenset(each.upper() for each in table["mllp_processing_ids"]),
    )


def _networks_complaint(values: Any) -> str:
    for each in values:
        try:
            ip_network(each, strict=False)
        except ValueError:
            return f"« {each} » n’est ni une adresse ni un réseau (exemples : 10.1.2.3, 10.1.0.0/16)."
    return ""
