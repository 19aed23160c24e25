"""The panels of « Mon profil »; without this plugin there is no such page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from ceres.api import Category, OwnAccount, PluginInfo, hookimpl
from ceres_profile.panels import email, history, language, own_data, password, sessions

if TYPE_CHECKING:
    from ceres.api import Account, ProfilePanel, Request

_ = TranslationStringFactory("ceres")

INFO = PluginInfo(
    name="profile",
    title=_("Profil"),
    version="1.0.0",
    category=Category.PROFILE,
    description=_("Laisse chacun changer son adresse et son mot de passe, voir ses sessions et ses derniers accès."),
    requires_core=">=0.1",
)


@hookimpl
def ceres_profile_panels(request: Request, account: Account) -> Sequence[ProfilePanel]:
    """Show what somebody may change, then what happened in the account."""
    own = OwnAccount(request)
    return [
        email(request, account, own),
        password(request),
        sessions(request, own),
        language(request, account),
        own_data(request),
        history(request, own),
    ]
