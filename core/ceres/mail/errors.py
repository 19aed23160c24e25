"""Why an e-mail did not leave; ``str()`` is a French sentence for the administrator."""

from __future__ import annotations


class MailError(Exception):
    """It did not leave."""


class Undeliverable(MailError):
    """It never will: the address is wrong, or its server refuses it for good."""


class Deferred(MailError):
    """This one did not leave now; others may."""


class Unreachable(MailError):
    """Nothing leaves now: no server, no encryption, wrong password, full disk."""
