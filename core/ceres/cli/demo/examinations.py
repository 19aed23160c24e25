"""What the demonstration laboratory measures, section by section, with plausible values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Test:
    """One measured quantity and its reference range."""

    code: str
    label: str
    unit: str
    low: float
    high: float
    digits: int = 0


@dataclass(frozen=True, slots=True)
class Value:
    """One result as the laboratory prints it."""

    code: str
    label: str
    text: str
    unit: str = ""
    reference: str = ""
    flag: str = ""  # H, L, empty when it is in the range
    numeric: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the laboratory; ``profiles`` are groups of examinations asked together."""

    code: str  # OBR-24
    title: str
    profiles: tuple[tuple[Test, ...], ...] = ()
    findings: tuple[tuple[tuple[str, str, str], ...], ...] = ()  # (code, label, text): cultures, serologies
    preliminary: tuple[tuple[str, str, str], ...] = ()  # what is known first
    days: tuple[int, int] = (0, 0)  # to the final result
    remark: str = ""


RENAL = (
    Test("14937-7", "Urée", "mmol/L", 2.8, 7.2, 1),
    Test("14682-9", "Créatinine", "µmol/L", 45, 104),
    Test("2951-2", "Sodium", "mmol/L", 136, 145),
    Test("2823-3", "Potassium", "mmol/L", 3.5, 5.1, 1),
    Test("2075-0", "Chlore", "mmol/L", 98, 107),
)
SUGAR = (Test("14749-6", "Glucose à jeun", "mmol/L", 3.9, 5.8, 1), Test("4548-4", "Hémoglobine glyquée (HbA1c)", "%", 4.0, 6.0, 1))
LIVER = (
    Test("1920-8", "ASAT", "UI/L", 10, 35),
    Test("1742-6", "ALAT", "UI/L", 10, 40),
    Test("2324-2", "Gamma-GT", "UI/L", 8, 55),
    Test("6768-6", "Phosphatases alcalines", "UI/L", 35, 105),
    Test("14631-6", "Bilirubine totale", "µmol/L", 3, 21),
)
LIPIDS = (
    Test("14647-2", "Cholestérol total", "mmol/L", 3.6, 5.2, 2),
    Test("14646-4", "Cholestérol HDL", "mmol/L", 1.0, 2.2, 2),
    Test("39469-2", "Cholestérol LDL (calculé)", "mmol/L", 1.6, 3.4, 2),
    Test("14927-8", "Triglycérides", "mmol/L", 0.5, 1.7, 2),
)
INFLAMMATION = (Test("1988-5", "Protéine C réactive (CRP)", "mg/L", 0, 5, 1), Test("2276-4", "Ferritine", "µg/L", 15, 150))
BLOOD_COUNT = (
    Test("6690-2", "Leucocytes", "G/L", 4.0, 10.0, 1),
    Test("789-8", "Hématies", "T/L", 4.0, 5.4, 2),
    Test("718-7", "Hémoglobine", "g/dL", 12.0, 16.0, 1),
    Test("4544-3", "Hématocrite", "%", 37, 47, 1),
    Test("787-2", "VGM", "fL", 80, 98),
    Test("785-6", "TCMH", "pg", 27, 32, 1),
    Test("751-8", "Polynucléaires neutrophiles", "G/L", 1.8, 7.5, 2),
    Test("731-0", "Lymphocytes", "G/L", 1.0, 4.0, 2),
    Test("742-7", "Monocytes", "G/L", 0.2, 1.0, 2),
    Test("711-2", "Polynucléaires éosinophiles", "G/L", 0.0, 0.5, 2),
    Test("777-3", "Plaquettes", "G/L", 150, 400),
)
CLOTTING = (
    Test("5894-1", "Taux de prothrombine", "%", 70, 120),
    Test("6301-6", "INR", "", 0.9, 1.2, 2),
    Test("14979-9", "TCA (ratio)", "", 0.8, 1.2, 2),
    Test("3255-7", "Fibrinogène", "g/L", 2.0, 4.0, 1),
)
SENT_OUT = (
    Test("49498-9", "Vitamine D (25-OH)", "nmol/L", 75, 200),
    Test("2132-9", "Vitamine B12", "pmol/L", 145, 570),
    Test("2284-8", "Folates", "nmol/L", 8.8, 42.4, 1),
    Test("3016-3", "TSH", "mUI/L", 0.4, 4.0, 2),
)

SECTIONS: Mapping[str, Section] = {
    section.title: section
    for section in (
        Section("CH", "BIOCHIMIE", (RENAL + SUGAR, RENAL + LIVER, SUGAR + LIPIDS, RENAL + INFLAMMATION, LIVER + LIPIDS + INFLAMMATION)),
        Section("HM", "HEMATOLOGIE", (BLOOD_COUNT,)),
        Section("COAG", "HEMOSTASE", (CLOTTING,)),
        Section(
            "CERBA", "CERBA", (SENT_OUT, SENT_OUT[:1], SENT_OUT[1:]), days=(5, 8), remark="Examens transmis à un laboratoire spécialisé."
        ),
        Section(
            "MB",
            "BACTERIOLOGIE",
            findings=(
                (
                    ("5821-4", "Leucocytes urinaires", "250 /mm3"),
                    ("13945-1", "Hématies urinaires", "< 10 /mm3"),
                    ("630-4", "Culture", "Escherichia coli, 10^6 UFC/mL"),
                    ("18864-9", "Amoxicilline", "Résistant"),
                    ("18862-3", "Amoxicilline + acide clavulanique", "Sensible"),
                    ("18906-8", "Ciprofloxacine", "Sensible"),
                    ("25596-8", "Fosfomycine", "Sensible"),
                ),
                (("5821-4", "Leucocytes urinaires", "< 10 /mm3"), ("630-4", "Culture", "Stérile après 48 heures")),
                (("6463-4", "Culture du prélèvement cutané", "Staphylococcus aureus"), ("18961-3", "Oxacilline", "Sensible")),
            ),
            preliminary=(("664-3", "Examen direct", "Bacilles à Gram négatif ; culture en cours"),),
            days=(2, 4),
        ),
        Section(
            "MCB",
            "MYCOBACTERIES",
            findings=((("543-9", "Culture (milieux liquide et solide)", "Absence de mycobactéries après 42 jours"),),),
            preliminary=(("11545-1", "Examen direct (auramine)", "Absence de bacilles acido-alcoolo-résistants"),),
            days=(42, 44),
        ),
        Section(
            "SVL",
            "SERO-VIRO-LEPTO",
            findings=(
                (("77176-0", "Leptospirose, PCR", "Négative"), ("23199-3", "Leptospirose, IgM (ELISA)", "Négatif")),
                (
                    ("77176-0", "Leptospirose, PCR", "Positive"),
                    ("23199-3", "Leptospirose, IgM (ELISA)", "Douteux, à contrôler dans 10 jours"),
                ),
                (("75377-2", "Dengue, antigène NS1", "Négatif"), ("23991-3", "Dengue, IgM", "Négatif")),
                (("5196-1", "Hépatite B, antigène HBs", "Négatif"), ("22322-2", "Hépatite B, anticorps anti-HBs", "Positif, 212 UI/L")),
                (("8039-5", "Toxoplasmose, IgM", "Négatif"), ("22580-5", "Toxoplasmose, IgG", "Positif : immunité ancienne")),
            ),
            days=(1, 3),
        ),
    )
}


def draw_values(section: Section, random: Random) -> tuple[Value, ...]:
    """Return final results for ``section``; about one in seven is out of its range."""
    if section.findings:
        return _texts(random.choice(section.findings))
    return tuple(_measure(test, random) for test in random.choice(section.profiles))


def preliminary_values(section: Section) -> tuple[Value, ...]:
    """Return what is known before the final result."""
    return _texts(section.preliminary)


def amend(values: tuple[Value, ...]) -> tuple[Value, ...]:
    """Return ``values`` with the first one marked as corrected."""
    first, *others = values
    changed = f"{first.text} *"
    return (Value(first.code, first.label, changed, first.unit, first.reference, first.flag, numeric=False), *others)


def _texts(found: tuple[tuple[str, str, str], ...]) -> tuple[Value, ...]:
    return tuple(Value(code, label, text, numeric=False) for code, label, text in found)


def _measure(test: Test, random: Random) -> Value:
    width = test.high - test.low
    place = random.betavariate(4, 4) if random.random() > 0.15 else random.choice((-0.18, 1.12, 1.4))
    number = max(test.low + width * place, 0)
    flag = "L" if number < test.low else "H" if number > test.high else ""
    reference = f"{_rounded(test.low, test.digits)} - {_rounded(test.high, test.digits)}"
    return Value(test.code, test.label, _rounded(number, test.digits), test.unit, reference, flag)


def _rounded(number: float, digits: int) -> str:
    return f"{number:.{digits}f}"
