"""What the pages ask for: looking is one thing, changing what is published is another."""

from __future__ import annotations

from translationstring import TranslationStringFactory

from ceres.api import PluginPermission, Role

_ = TranslationStringFactory("ceres")

SEE = "intake:see"
CORRECT = "intake:correct"
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})

PERMISSIONS = (
    PluginPermission(SEE, _("Voir le flux du laboratoire et la quarantaine, sans les identités"), ADMINISTRATORS),
    PluginPermission(CORRECT, _("Corriger, reprendre ou classer les messages en quarantaine, en voir les identités"), ADMINISTRATORS),
)
