"""The key that signs the seals: a file of the site, outside the database, so that the database's owner cannot make seals."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

BYTES = 32
PRIVATE = 0o600
OTHERS = 0o077  # nobody but its owner


class KeyTrouble(Exception):
    """The key cannot be used; the message is a French sentence with its mend."""


@dataclass(frozen=True, slots=True)
class JournalKey:
    """Signs and checks signatures (HMAC-SHA256)."""

    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """What tells one key from another, and nothing of the key itself."""
        return hashlib.sha256(b"ceres journal key" + self.secret).hexdigest()[:16]

    def sign(self, text: str) -> str:
        """Return the signature of ``text``."""
        return hmac.new(self.secret, text.encode("ascii"), hashlib.sha256).hexdigest()

    def signed(self, text: str, signature: str) -> bool:
        """Tell whether this key made ``signature``."""
        return hmac.compare_digest(self.sign(text).encode(), signature.encode())


def read_key(file: Path) -> JournalKey:
    """Return the key of the site.

    Raises:
        KeyTrouble: there is none, others can read it, or it is not one.
    """
    try:
        mode, text = file.stat().st_mode, file.read_text(encoding="ascii")
    except FileNotFoundError as error:
        raise KeyTrouble(f"la clé du journal manque ; remettre {file} depuis la sauvegarde.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise KeyTrouble(f"la clé du journal ne se lit pas ; vérifier {file}.") from error
    if mode & OTHERS:
        raise KeyTrouble(f"la clé du journal est lisible par d’autres ; lancer « chmod 600 {file} ».")
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        secret = b""
    if len(secret) < BYTES:
        raise KeyTrouble(f"{file} n’est pas une clé du journal ; la remettre depuis la sauvegarde.")
    return JournalKey(secret)


def make_key(file: Path) -> JournalKey:
    """Return the key of a site whose journal was never sealed, made when there is none; of two processes, one makes it.

    Raises:
        KeyTrouble: it can be neither read nor made.
    """
    if not file.exists():
        try:
            _create(file)
        except OSError as error:
            raise KeyTrouble(f"la clé du journal ne peut pas être créée ; vérifier le dossier de {file}.") from error
    return read_key(file)


def _create(file: Path) -> None:
    # Whole before it has its name: another process may read it at once.
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "w", encoding="ascii") as opened:
        opened.write(secrets.token_hex(BYTES) + "\n")
        opened.flush()
        os.fsync(opened.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass  # the other process was quicker
    finally:
        draft.unlink()
