"""Why an act on an account is refused, in French: the message says what to do."""

from __future__ import annotations


class AccountRefused(Exception):
    """The act is refused; nothing was written. ``str()`` is the sentence for the person."""


class UnknownAccount(AccountRefused):
    """No account has this login."""

    def __init__(self, login: str) -> None:
        super().__init__(f"Aucun compte ne porte l’identifiant « {login} ».")


class LoginTaken(AccountRefused):
    """Another account has this login, maybe in other case."""

    def __init__(self, login: str) -> None:
        super().__init__(f"L’identifiant « {login} » est déjà pris : en choisir un autre.")


class BadLogin(AccountRefused):
    """The login could not be typed back, or not be told from another."""

    def __init__(self) -> None:
        super().__init__("L’identifiant comporte de 1 à 80 caractères visibles, sans espace.")


class BadName(AccountRefused):
    """The name is empty, too long or not visible."""

    def __init__(self) -> None:
        super().__init__("Le nom comporte de 1 à 200 caractères visibles.")


class BadEmail(AccountRefused):
    """The address cannot be written to."""

    def __init__(self, email: str) -> None:
        super().__init__(f"« {email} » n’est pas une adresse électronique (exemple : h.marchand@exemple.nc).")


class UnknownMandate(AccountRefused):
    """The account has no such mandate that could end."""

    def __init__(self, login: str, code: str) -> None:
        super().__init__(f"Le compte « {login} » n’a pas accès aux comptes rendus adressés à « {code} ».")


class BadPeriod(AccountRefused):
    """A mandate would end before it begins."""

    def __init__(self) -> None:
        super().__init__("La fin de l’accès précède son début.")


class BadPrescriberCode(AccountRefused):
    """No laboratory can send such a code."""

    def __init__(self) -> None:
        super().__init__("Un code de prescripteur comporte de 1 à 120 caractères visibles, sans espace autour.")


class AmbiguousCode(AccountRefused):
    """The code is that of several prescribers."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Plusieurs prescripteurs portent le code « {code} » : choisir un autre de leurs codes (RPPS, par exemple).")


class DisabledAccount(AccountRefused):
    """The account is closed to its owner."""

    def __init__(self, login: str) -> None:
        super().__init__(f"Le compte « {login} » est désactivé : le réactiver d’abord.")


class NoInvitation(AccountRefused):
    """A letter of this site cannot say where the site is."""

    def __init__(self) -> None:
        super().__init__("Ce site n’envoie pas d’invitation : il y faut son adresse publique, site.url.")
