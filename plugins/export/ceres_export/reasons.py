"""Why a document is missing from an archive or a printout, as people read it."""

from __future__ import annotations

from collections.abc import Mapping

from translationstring import TranslationStringFactory

from ceres.api import Absence

_ = TranslationStringFactory("ceres")

REASONS: Mapping[Absence, str] = {
    Absence.PENDING: _("Examens non terminés : il n’y a pas encore de compte rendu."),
    Absence.RETRACTED: _("Le laboratoire a retiré ce compte rendu : il ne doit pas être utilisé."),
    Absence.MISSING: _("Le document manque sur le serveur : demandez le compte rendu au laboratoire."),
    Absence.DAMAGED: _("Le document est abîmé : demandez le compte rendu au laboratoire."),
    Absence.UNREADABLE: _("Le document est illisible en ce moment : réessayez plus tard."),
    Absence.LOCKED: _("Le document est protégé par un mot de passe : ouvrez-le à part."),
}
