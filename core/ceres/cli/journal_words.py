"""What a verification found, in words, for the command line."""

from __future__ import annotations

from ceres.audit.breaks import Break, BreakKind, Verdict

WORDS = {
    BreakKind.ALTERED: "modifié",
    BreakKind.DELETED: "supprimé",
    BreakKind.SWAPPED: "échangé avec un autre",
    BreakKind.INSERTED: "ajouté après coup",
    BreakKind.CUT: "coupé de la fin du journal",
    BreakKind.SEAL_ALTERED: "modifié",
    BreakKind.SEAL_REMOVED: "supprimé",
    BreakKind.COPY_ALTERED: "modifié dans la copie",
    BreakKind.KEY: "signé par une autre clé que celle du site, ou la clé manque",
}
OF_SEALS = frozenset({BreakKind.SEAL_ALTERED, BreakKind.SEAL_REMOVED, BreakKind.COPY_ALTERED, BreakKind.KEY})


def break_words(found: Break) -> str:
    """Return « événement 17 supprimé », « sceau 3 modifié (à partir de l’événement 12) »."""
    if found.kind in OF_SEALS:
        return f"sceau {found.seal} {WORDS[found.kind]} (à partir de l’événement {found.event})"
    if found.last > found.event:
        return f"événements {found.event} à {found.last} : {WORDS[found.kind]}"
    return f"événement {found.event} {WORDS[found.kind]}"


def verdict_words(verdict: Verdict, seconds: float) -> str:
    """Return the sentence that sums a verification up."""
    rate = f"{verdict.events / max(seconds, 0.001):.0f} par seconde"
    pending = f" ; {verdict.pending} pas encore scellés" if verdict.pending else ""
    head = f". Tête {verdict.head[:8]}" if verdict.head else ""
    return f"événements vérifiés : {verdict.events}, sceaux : {verdict.seals}, en {seconds:.1f} s ({rate}){pending}{head}."
