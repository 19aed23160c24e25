"""Who plays in the demonstration: prescribers, accounts, names of patients. Everybody is invented."""

from __future__ import annotations

from dataclasses import dataclass

from ceres.accounts.models import MandateKind
from ceres.security.permissions import Role

LABORATORY = "Laboratoire de démonstration"
BIOLOGISTS = ("Dr Solène KERBRAT", "Dr Anselme POITHILY", "Dr Inès VALDOMBRE")


@dataclass(frozen=True, slots=True)
class Prescriber:
    """Somebody the demonstration laboratory addresses reports to; ``share`` weighs how many orders they send."""

    code: str
    title: str
    family_name: str
    given_name: str
    place: str
    share: int
    obstetrics: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """One account of the demonstration, and the prescribers it reads for."""

    login: str
    name: str
    role: Role
    mandates: tuple[tuple[Prescriber, MandateKind], ...] = ()

    @property
    def organisation(self) -> str:
        """Where they work: at the place of whom they read for first."""
        return self.mandates[0][0].place if self.mandates else ""


MARCHAND = Prescriber("DEMO-MARCHAND", "Dr", "MARCHAND", "Hélène", "Cabinet du Récif, Nouméa", 5)
WAENOU = Prescriber("DEMO-WAENOU", "Dr", "WAÉNOU", "Jean-Noël", "Dispensaire de la Côte, Koné", 3)
LEGOEFF = Prescriber("DEMO-LEGOEFF", "", "LE GOËFF", "Maïté", "Sage-femme, Païta", 2, obstetrics=True)
PEIROT = Prescriber("DEMO-PEIROT", "Dr", "PEÏROT", "Loïc", "Clinique des Niaoulis, Dumbéa", 2)
PRESCRIBERS = (MARCHAND, WAENOU, LEGOEFF, PEIROT)
STRANGER = Prescriber("DEMO-INCONNU", "Dr", "ARRIVANT", "Côme", "", 0)
"""Known to the laboratory only: what it receives waits for an account that may read it."""

SELF, ASSOCIATE, SECRETARY = MandateKind.SELF, MandateKind.ASSOCIATE, MandateKind.SECRETARY
ACTORS = (
    Actor("h.marchand", "Dr Hélène Marchand", Role.PRESCRIBER, ((MARCHAND, SELF),)),
    Actor("jn.waenou", "Dr Jean-Noël Waénou", Role.PRESCRIBER, ((WAENOU, SELF), (PEIROT, ASSOCIATE))),
    Actor("m.legoeff", "Maïté Le Goëff, sage-femme", Role.PRESCRIBER, ((LEGOEFF, SELF),)),
    Actor("secretariat", "Noémie Tévane, secrétariat du Dr Marchand", Role.PRESCRIBER, ((MARCHAND, SECRETARY),)),
    Actor("admin", "Service informatique", Role.ADMINISTRATOR),
    Actor("audit", "Déléguée à la protection des données", Role.AUDITOR),
)

FAMILY_NAMES = (
    *("TUFÉLÉ", "WAÏKATA", "NÉKIRIAÏ", "POUDEWÉ", "HNAÏSSILO", "KAFÉATI", "MOINDJIÉ", "THYDJÉPÉ", "GOROPOA", "XALITRE"),
    *("DUBRÉAU", "LEFÈVRE-MOREL", "D’ARGENVAL", "CÔTIÈRE", "BŒUFGRAS", "ÉTIENVRE", "GRÉGOIRET", "MALLÉCOT", "RIVOALEN", "SAINT-ÉLOY"),
    *("TAVITAÉ", "FAKALÉLÉ", "MANUOHA", "SULIAKÉ", "NGUYEN-PHAÏ", "TRÂN-VIÊT", "SOEDJARWO", "KARTODIMO", "PÉDRONELLI", "ÑUÑEZ"),
)
WOMEN = ("Maléta", "Élise", "Marie-Noëlle", "Wassaumie", "Hnaloi", "Zoé", "Françoise", "Anaïs", "Lïla", "Hélène", "Thérèse", "Céline")
MEN = ("Jean-Marc", "Kévin", "Wanaël", "Noël", "Joël", "François", "Téhéi", "Sélim", "Rémy", "Ézéchiel", "Loïc", "Benoît")
