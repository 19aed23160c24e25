"""Why a file, or one of its lines, is refused: the message says what to do."""

from __future__ import annotations

from ceres.accounts.refusals import AccountRefused


class UnreadableFile(AccountRefused):
    """Nothing of the file can be taken."""


class LineRefused(AccountRefused):
    """One line cannot be taken; the others can."""
