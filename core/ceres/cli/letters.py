"""The templates of letters, for commands that write some."""

from __future__ import annotations

from ceres.app import Site, configure
from ceres.mail.letters import Letters
from ceres.mail.mailer import LETTERS


def open_letters(site: Site) -> Letters:
    """Return the templates of a site: those of the portal that it serves."""
    config = configure(site)
    config.commit()
    letters: Letters = config.registry[LETTERS]
    return letters
