"""Why an act on an account is refused: the message says what to do."""

from __future__ import annotations

from pyramid.i18n import TranslationString, TranslationStringFactory

_ = TranslationStringFactory("ceres")


class AccountRefused(Exception):
    """The act is refused; nothing was written. ``message`` is for ``request.translate``, ``str()`` the French sentence."""

    def __init__(self, message: TranslationString) -> None:
        super().__init__(message.interpolate())
        self.message = message


class UnknownAccount(AccountRefused):
    """No account has this login."""

    def __init__(self, login: str) -> None:
        super().__init__(_("Aucun compte ne porte l’identifiant « ${login} ».", mapping={"login": login}))


class LoginTaken(AccountRefused):
    """Another account has this login, maybe in other case."""

    def __init__(self, login: str) -> None:
        super().__init__(_("L’identifiant « ${login} » est déjà pris : en choisir un autre.", mapping={"login": login}))


class BadLogin(AccountRefused):
    """The login could not be typed back, or not be told from another."""

    def __init__(self) -> None:
        super().__init__(
            _("L’identifiant a de 1 à 80 lettres, chiffres ou signes . - _ @ + ’, sans espace ; le premier est une lettre ou un chiffre.")
        )


class BadName(AccountRefused):
    """The name is empty, too long or not visible."""

    def __init__(self) -> None:
        super().__init__(_("Le nom comporte de 1 à 200 caractères visibles."))


class BadOrganisation(AccountRefused):
    """The place where somebody works is too long or not visible."""

    def __init__(self) -> None:
        super().__init__(_("La structure comporte 200 caractères visibles au plus."))


class BadEmail(AccountRefused):
    """The address cannot be written to."""

    def __init__(self, email: str) -> None:
        if not email:
            super().__init__(_("Il faut une adresse électronique (exemple : h.marchand@exemple.nc)."))
            return
        message = _("« ${email} » n’est pas une adresse électronique (exemple : h.marchand@exemple.nc).", mapping={"email": email})
        super().__init__(message)


class NoRole(AccountRefused):
    """The account would be able to do nothing."""

    def __init__(self) -> None:
        super().__init__(_("Un compte a au moins un rôle ; pour le fermer, le désactiver."))


class OwnAccount(AccountRefused):
    """Administrators do not take their own password away: they could be left outside."""

    def __init__(self) -> None:
        super().__init__(_("C’est votre compte : changez votre mot de passe dans votre profil."))


class ChangedMeanwhile(AccountRefused):
    """Somebody else changed the account after the form was shown."""

    def __init__(self) -> None:
        super().__init__(_("Ce compte a changé entre-temps : voici ce qu’il est maintenant. Refaites votre modification."))


class LastAdministrator(AccountRefused):
    """Nobody would be left to administer the site."""

    def __init__(self, login: str) -> None:
        message = _(
            "« ${login} » est le dernier administrateur actif : en nommer un autre d’abord, qui ait choisi son mot de passe.",
            mapping={"login": login},
        )
        super().__init__(message)


class DisabledAccount(AccountRefused):
    """The account is closed to its owner."""

    def __init__(self, login: str) -> None:
        super().__init__(_("Le compte « ${login} » est désactivé : le réactiver d’abord.", mapping={"login": login}))


class NoInvitation(AccountRefused):
    """A letter of this site cannot say where the site is."""

    def __init__(self) -> None:
        super().__init__(_("Ce site n’envoie pas d’invitation : il y faut son adresse publique, site.url."))


class UnknownSession(AccountRefused):
    """The account has no such session open."""

    def __init__(self) -> None:
        super().__init__(_("Cette session n’est pas ouverte, ou n’est pas celle de ce compte."))


class UnknownMandate(AccountRefused):
    """The account has no such mandate that could change."""

    def __init__(self, login: str, code: str) -> None:
        message = _(
            "Le compte « ${login} » n’a pas accès aux comptes rendus adressés à « ${code} ».", mapping={"login": login, "code": code}
        )
        super().__init__(message)


class MandateOver(AccountRefused):
    """The account has no mandate of this number that could change."""

    def __init__(self) -> None:
        super().__init__(_("Cet accès est déjà terminé, ou n’est pas celui de ce compte."))


class AlreadyReads(AccountRefused):
    """The account has as much already."""

    def __init__(self) -> None:
        super().__init__(_("Ce compte a déjà cet accès, à ce titre et à ces dates."))


class NotAPrescriber(AccountRefused):
    """The account could read nothing with a mandate."""

    def __init__(self, login: str) -> None:
        message = _("« ${login} » n’a pas le rôle « prescripteur », sans lequel aucun compte rendu ne se lit.", mapping={"login": login})
        super().__init__(message)


class BadPeriod(AccountRefused):
    """A mandate would end before it begins."""

    def __init__(self) -> None:
        super().__init__(_("La fin de l’accès précède son début."))


class BadDay(AccountRefused):
    """What was typed is no day."""

    def __init__(self, text: str) -> None:
        super().__init__(_("« ${day} » n’est pas une date (exemples : 31/03/2026, 31/03/26).", mapping={"day": text}))


class BadPrescriberCode(AccountRefused):
    """No laboratory can send such a code."""

    def __init__(self) -> None:
        super().__init__(_("Un code de prescripteur comporte de 1 à 120 caractères visibles, sans espace autour."))


class AmbiguousCode(AccountRefused):
    """The code is that of several prescribers."""

    def __init__(self, code: str) -> None:
        message = _(
            "Plusieurs prescripteurs portent le code « ${code} » : choisir un autre de leurs codes (RPPS, par exemple).",
            mapping={"code": code},
        )
        super().__init__(message)
