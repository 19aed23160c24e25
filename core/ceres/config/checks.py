"""What the values of the site's file must satisfy; each check returns a French sentence, empty when all is well."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterable
from importlib.util import find_spec
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
HOST = re.compile(r"[A-Za-z0-9:]([A-Za-z0-9._:-]{0,252}[A-Za-z0-9])?")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
PACKAGE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", re.ASCII)


def timezone(name: str) -> str:
    """Check a name of the tz database."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return "ce fuseau horaire est inconnu (exemple : Pacific/Noumea, Europe/Paris)."
    return ""


def language(code: str) -> str:
    """Check the form of a code; whether the site has that language is known once its branding is read."""
    return "" if LANGUAGE.fullmatch(code) else "ce n’est pas un code de langue (exemples : fr, en, pt-BR)."


def web_address(url: str) -> str:
    """Check the address that prescribers type; an empty one means not said."""
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port != 0
    except ValueError:
        return "cette adresse est mal formée (exemple : https://ceres.exemple.nc)."
    if url and (parts.scheme not in ("http", "https") or not parts.hostname or not port_is_fine):
        return "il faut une adresse complète (exemple : https://ceres.exemple.nc)."
    if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username:
        return "l’adresse s’arrête au nom du serveur : ni chemin, ni « ? », ni identifiant (exemple : https://ceres.exemple.nc)."
    return ""


def lookup(address: str) -> str:
    """Check the address of a service that places IP addresses; an empty one means none."""
    if not address:
        return ""
    if "{ip}" not in address:
        return "il faut {ip} là où se place l’adresse IP (exemple : https://exemple.nc/?q={ip})."
    return "" if address.startswith(("https://", "http://")) else "il faut une adresse complète (exemple : https://exemple.nc/?q={ip})."


def email(address: str) -> str:
    """Check an e-mail address; an empty one means none."""
    return "" if not address or EMAIL.fullmatch(address) else "ce n’est pas une adresse électronique (exemple : ceres@exemple.nc)."


def host(name: str) -> str:
    """Check the name or the address of a server; an empty one means none."""
    return "" if not name or HOST.fullmatch(name) else "ce n’est pas un nom de serveur (exemple : smtp.exemple.nc)."


def port(number: int) -> str:
    """Check the number of a TCP port."""
    return "" if 0 < number < 65536 else "un port est compris entre 1 et 65535."


def syslog(address: str) -> str:
    """Check the address of a syslog server; an empty one means none."""
    complaint = "il faut udp://hôte:port, tcp://hôte:port ou unix:///chemin (exemple : udp://127.0.0.1:514)."
    try:
        parts = urlsplit(address)
        reached = parts.hostname and parts.port if parts.scheme in ("udp", "tcp") else parts.scheme == "unix" and parts.path
    except ValueError:
        return complaint
    return "" if not address or reached else complaint


def certificates(path: str) -> str:
    """Check a file of certificates; an empty one means none."""
    if not path:
        return ""
    try:
        ssl.create_default_context(cafile=path)
    except (OSError, ssl.SSLError):
        return "ce fichier n’existe pas ou ne contient pas de certificat PEM."
    return ""


def database(url: str) -> str:
    """Check that the database is one the portal knows and that its driver is installed."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return "cette adresse est mal formée (exemple : postgresql://ceres@127.0.0.1/ceres ou sqlite:///ceres.sqlite)."
    backend = parsed.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        return "la base doit être postgresql://… ou sqlite:///…"
    if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
        return "SQLite a besoin d’un fichier (exemple : sqlite:///ceres.sqlite)."
    if backend == "postgresql" and find_spec("psycopg") is None:
        return "le pilote de PostgreSQL manque : installer ceres-results[postgres]."
    return ""


def branding(name: str) -> str:
    """Check that a branding is a folder or an installed package; an empty one means the portal's own."""
    if not name or Path(name).is_dir() or (PACKAGE.fullmatch(name) and _is_package(name)):
        return ""
    return "il n’y a ni dossier ni paquet Python de ce nom ; installer l’habillage (pip install), corriger le nom ou retirer la ligne."


def _is_package(name: str) -> bool:
    try:
        found = find_spec(name)
    except (ImportError, ValueError):  # what stands before the last dot is not there, or holds nothing
        return False
    return found is not None and found.submodule_search_locations is not None


def networks(values: Iterable[str]) -> str:
    """Check a list of addresses and networks (CIDR)."""
    for value in values:
        try:
            ip_network(value)
        except ValueError:
            return f"« {value} » n’est ni une adresse ni un réseau (exemple : 127.0.0.1 ou 10.0.0.0/8)."
    return ""


def loopback(host: str) -> bool:
    """Return whether listening on ``host`` reaches this machine only."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
