"""The kinds of events of the core, with their French titles; plugins declare theirs with ``ceres_audit_actions``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pyramid.i18n import TranslationStringFactory

if TYPE_CHECKING:
    from ceres.plugins.host import PluginHost

_ = TranslationStringFactory("ceres")

ACTIONS: Mapping[str, str] = {
    "account.login": _("Connexion"),
    "account.confirm": _("Mot de passe confirmé"),
    "account.logout": _("Déconnexion"),
    "session.expired": _("Fin de session"),
    "access.refused": _("Accès refusé"),
    "access.failed": _("Erreur du serveur"),
    "report.list": _("Liste des demandes"),
    "report.search": _("Recherche"),
    "report.news": _("Annonce de nouveaux comptes rendus"),
    "report.read": _("Lecture d’un compte rendu"),
    "account.add": _("Création d’un compte"),
    "account.import": _("Import de comptes depuis un fichier"),
    "account.disable": _("Désactivation d’un compte"),
    "account.enable": _("Réactivation d’un compte"),
    "account.change": _("Modification d’un compte"),
    "account.roles": _("Changement des rôles d’un compte"),
    "account.unlock": _("Levée d’une suspension"),
    "account.password": _("Changement de mot de passe"),
    "account.reset": _("Demande d’un nouveau mot de passe"),
    "account.reset-used": _("Connexion avec un mot de passe temporaire"),
    "account.invite": _("Invitation à choisir un mot de passe"),
    "account.temporary": _("Remise d’un mot de passe provisoire"),
    "account.email-asked": _("Demande de changement d’adresse électronique"),
    "account.email-changed": _("Changement d’adresse électronique"),
    "account.email-refused": _("Abandon d’un changement d’adresse électronique"),
    "account.language": _("Choix de la langue"),
    "account.export": _("Export des données de son compte"),
    "account.request": _("Demande d’identifiant"),
    "session.closed": _("Fermeture de sessions"),
    "mandate.add": _("Ouverture d’un accès aux comptes rendus d’un prescripteur"),
    "mandate.change": _("Nouvelle date de fin d’un accès aux comptes rendus d’un prescripteur"),
    "mandate.end": _("Fin d’un accès aux comptes rendus d’un prescripteur"),
    "plugin.enable": _("Activation d’un module"),
    "plugin.disable": _("Désactivation d’un module"),
    "page.write": _("Modification d’une page de texte"),
    "page.restore": _("Reprise d’une version d’une page de texte"),
    "branding.draft": _("Essai d’une apparence"),
    "branding.publish": _("Publication d’une apparence"),
    "branding.restore": _("Reprise d’une apparence précédente"),
    "branding.drop": _("Abandon d’un essai d’apparence"),
    "journal.read": _("Consultation du journal"),
    "journal.export": _("Export du journal"),
    "journal.verify": _("Vérification du journal"),
    "journal.purge": _("Purge du journal"),
    "backup.make": _("Sauvegarde du site"),
    "backup.restore": _("Restauration d’une sauvegarde"),
    "database.upgrade": _("Mise à jour de la base de données"),
    "mail.test": _("Essai d’envoi de courriel"),
    "mail.retry": _("Nouvel essai d’envoi d’un courriel"),
    "intake.message": _("Réception d’un message du laboratoire"),
    "intake.replay": _("Reprise d’un message mis en quarantaine"),
    "intake.dismiss": _("Classement d’un message mis en quarantaine"),
    "patient.merged": _("Fusion de deux dossiers de patient"),
    "report.published": _("Parution d’un compte rendu"),
    "report.amended": _("Modification d’un compte rendu"),
    "report.renamed": _("Changement de nom de la section d’un compte rendu"),
    "report.retracted": _("Retrait d’un compte rendu"),
}


def titles(plugins: PluginHost) -> Mapping[str, str]:
    """Return the title of every action, those of the plugins included; the core's own cannot be renamed."""
    declared = plugins.declared("ceres_audit_actions")
    return {action.name: action.title for actions in declared.values() for action in actions} | dict(ACTIONS)
