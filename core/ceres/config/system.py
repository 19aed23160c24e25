"""What the system says when it refuses, in French: its own words depend on the machine's language."""

from __future__ import annotations

import errno
import socket
from collections.abc import Mapping

WORDS: Mapping[int, str] = {
    errno.EACCES: "accès refusé",
    errno.EADDRINUSE: "ce port est déjà pris",
    errno.EADDRNOTAVAIL: "cette adresse n’est pas celle de cette machine",
    errno.ECONNREFUSED: "connexion refusée",
    errno.EDQUOT: "quota de disque atteint",
    errno.EEXIST: "existe déjà",
    errno.EHOSTUNREACH: "machine injoignable",
    errno.EIO: "erreur de lecture ou d’écriture",
    errno.EISDIR: "c’est un dossier",
    errno.EMFILE: "trop de fichiers ouverts",
    errno.ENAMETOOLONG: "nom trop long",
    errno.ENETUNREACH: "réseau injoignable",
    errno.ENOENT: "fichier ou dossier introuvable",
    errno.ENOSPC: "plus de place sur le disque",
    errno.ENOTDIR: "ce n’est pas un dossier",
    errno.EPERM: "opération interdite",
    errno.EROFS: "disque en lecture seule",
    errno.ETIMEDOUT: "pas de réponse à temps",
}


def system_words(error: OSError) -> str:
    """Return what went wrong, in a few French words; what is rare keeps the system's own."""
    if isinstance(error, socket.gaierror):
        return "nom de machine inconnu"
    if isinstance(error, TimeoutError):
        return WORDS[errno.ETIMEDOUT]
    return WORDS.get(error.errno or 0) or error.strerror or type(error).__name__
