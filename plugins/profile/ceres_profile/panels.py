"""One function a panel: its title, what its template shows, what is said once its form was accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.api import PASSWORD_MINIMUM, Place, ProfilePanel

if TYPE_CHECKING:
    from ceres.api import Account, OwnAccount, Request

LATEST = 5  # accesses


def email(request: Request, account: Account, own: OwnAccount) -> ProfilePanel:
    """Change of address."""
    pending = own.pending_email()
    done = {"email-cancelled": request.translate("Changement abandonné. Votre adresse reste la même.")}
    if pending:
        done["email"] = request.translate(
            "Un lien vient d’être envoyé à ${new}. Rien ne change tant que vous ne l’avez pas ouvert.", new=pending.new
        )
    return ProfilePanel(
        "email",
        request.translate("Adresse électronique"),
        "ceres_profile/email.jinja2",
        order=10,
        values={"current": account.email, "pending": pending},
        done=done,
    )


def password(request: Request) -> ProfilePanel:
    """Change of password, and its reset by e-mail."""
    by_link = request.settings.security.reset == "link"
    sent = {
        True: request.translate("Un lien vient de vous être envoyé."),
        False: request.translate("Un mot de passe de huit caractères vient de vous être envoyé."),
    }
    return ProfilePanel(
        "password",
        request.translate("Mot de passe"),
        "ceres_profile/password.jinja2",
        order=20,
        values={"minimum": PASSWORD_MINIMUM, "by_link": by_link},
        done={"password": request.translate("Mot de passe changé. Les autres sessions ont été fermées."), "reset": sent[by_link]},
    )


def sessions(request: Request, own: OwnAccount) -> ProfilePanel:
    """Open sessions."""
    return ProfilePanel(
        "sessions",
        request.translate("Sessions ouvertes"),
        "ceres_profile/sessions.jinja2",
        order=20,
        place=Place.RIGHT,
        values={"sessions": own.open_sessions()},
        done={"sessions": request.translate("Session fermée.")},
    )


def language(request: Request, account: Account) -> ProfilePanel:
    """Language of the pages and of the letters."""
    return ProfilePanel(
        "language",
        request.translate("Langue"),
        "ceres_profile/language.jinja2",
        order=30,
        place=Place.RIGHT,
        values={"chosen": account.language},
        done={"language": request.translate("Langue enregistrée.")},
    )


def own_data(request: Request) -> ProfilePanel:
    """Export of the account."""
    return ProfilePanel("own-data", request.translate("Mes données"), "ceres_profile/own_data.jinja2", order=40, place=Place.RIGHT)


def history(request: Request, own: OwnAccount) -> ProfilePanel:
    """Latest accesses."""
    return ProfilePanel(
        "history",
        request.translate("Mes derniers accès"),
        "ceres_profile/history.jinja2",
        order=10,
        place=Place.WIDE,
        values={"lines": own.latest_accesses(LATEST)},
    )
