"""Carries a file through the form that confirms its import: nothing of it stays on the server between the two."""

from __future__ import annotations

import base64
import binascii
import zlib

from pyramid.i18n import TranslationStringFactory

from ceres.accounts.importing.reading import LARGEST
from ceres.accounts.importing.refusals import UnreadableFile

_ = TranslationStringFactory("ceres")

MOST_CARRIED = LARGEST - 64 * 1024  # characters: the form holds other fields, and what the server takes is bounded


def packed(data: bytes) -> str:
    """Return the file as a field of a form holds it; raises UnreadableFile when it is too large for one."""
    text = base64.urlsafe_b64encode(zlib.compress(data, 9)).decode("ascii")
    if len(text) > MOST_CARRIED:
        raise UnreadableFile(_("Le fichier dépasse 1 Mio : le partager en plusieurs."))
    return text


def unpacked(text: str) -> bytes:
    """Return the file; raises UnreadableFile when the field was changed."""
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(base64.urlsafe_b64decode(text.encode("ascii")), LARGEST + 1)
    except (UnicodeEncodeError, binascii.Error, ValueError, zlib.error):
        data = b""
    if not data or not unpacking.eof:
        raise UnreadableFile(_("Le fichier n’est pas arrivé entier : le choisir de nouveau."))
    return data
