"""One function a panel: its title, what its template shows, what is said once its form was accepted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ceres.api import PASSWORD_MINIMUM, Place, ProfilePanel

if TYPE_CHECKING:
    from ceres.api import Account, OwnAccount, Request

    Say = Callable[..., str]

LATEST = 5  # accesses


def email(account: Account, own: OwnAccount, say: Say) -> ProfilePanel:
    """Change of address."""
    pending = own.pending_email()
    done = {"email-cancelled": say("Changement abandonné. Votre adresse reste la même.")}
    if pending:
        done["email"] = say("Un lien vient d’être envoyé à ${new}. Rien ne change tant que vous ne l’avez pas ouvert.", new=pending.new)
    return ProfilePanel(
        "email",
        say("Adresse électronique"),
        "ceres_profile/email.jinja2",
        order=10,
        values={"current": account.email, "pending": pending},
        done=done,
    )


def password(request: Request) -> ProfilePanel:
    """Change of password, and its reset by e-mail."""
    say, by_link = request.translate, request.settings.security.reset == "link"
    sent = say("Un lien vient de vous être envoyé.") if by_link else say("Un mot de passe de huit caractères vient de vous être envoyé.")
    return ProfilePanel(
        "password",
        say("Mot de passe"),
        "ceres_profile/password.jinja2",
        order=20,
        values={"minimum": PASSWORD_MINIMUM, "by_link": by_link},
        done={"password": say("Mot de passe changé. Les autres sessions ont été fermées."), "reset": sent},
    )


def sessions(own: OwnAccount, say: Say) -> ProfilePanel:
    """Open sessions."""
    return ProfilePanel(
        "sessions",
        say("Sessions ouvertes"),
        "ceres_profile/sessions.jinja2",
        order=20,
        place=Place.RIGHT,
        values={"sessions": own.open_sessions()},
        done={"sessions": say("Session fermée.")},
    )


def language(account: Account, say: Say) -> ProfilePanel:
    """Language of the pages and of the letters."""
    return ProfilePanel(
        "language",
        say("Langue"),
        "ceres_profile/language.jinja2",
        order=30,
        place=Place.RIGHT,
        values={"chosen": account.language},
        done={"language": say("Langue enregistrée.")},
    )


def own_data(say: Say) -> ProfilePanel:
    """Export of the account."""
    return ProfilePanel("own-data", say("Mes données"), "ceres_profile/own_data.jinja2", order=40, place=Place.RIGHT)


def history(own: OwnAccount, say: Say) -> ProfilePanel:
    """Latest accesses."""
    return ProfilePanel(
        "history",
        say("Mes derniers accès"),
        "ceres_profile/history.jinja2",
        order=10,
        place=Place.WIDE,
        values={"lines": own.latest_accesses(LATEST)},
    )
