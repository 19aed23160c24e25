"""Why a back-up or a restore does not go on; messages are French sentences that say what to do."""

from __future__ import annotations


class BackupRefused(Exception):
    """Nothing was changed."""


class Incomplete(Exception):
    """It was done, but for some documents, which are named."""

    def __init__(self, missing: list[str], damaged: list[str]) -> None:
        super().__init__(len(missing), len(damaged))
        self.missing = missing  # SHA-256
        self.damaged = damaged  # SHA-256
