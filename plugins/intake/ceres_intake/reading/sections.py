"""The section of a report: what the source's table says, the source's own word, the test's name."""

from __future__ import annotations

from ceres_intake.hl7.message import Value
from ceres_intake.profile import SourceProfile
from ceres_intake.reading.groups import OrderGroup
from ceres_intake.sections import UNKNOWN_SECTION

SECTION_LENGTH = 120
SHORTEST = 2  # a single letter is a status that slipped


def section_of(group: OrderGroup, profile: SourceProfile) -> str:
    """Return the section of the order, never empty."""
    return (_stated(group, profile) or _named_by_test(group, profile) or UNKNOWN_SECTION)[:SECTION_LENGTH]


def _stated(group: OrderGroup, profile: SourceProfile) -> str:
    for rule in profile.section:
        for value in group.values(rule):
            words = [word for word in map(rule.kept, _texts(value)) if len(word) >= SHORTEST]
            known = [profile.sections[word.upper()] for word in reversed(words) if word.upper() in profile.sections]
            if words:
                return known[0] if known else words[-1]
    return ""


def _named_by_test(group: OrderGroup, profile: SourceProfile) -> str:
    for rule in profile.test:
        for value in group.values(rule):
            known = profile.test_sections.get(value.component(1), "")
            words = [rule.kept(word) for word in map(value.component, (2, 5, 1))]
            return known or next(filter(_has_letters, words), "")
    return ""


def _has_letters(word: str) -> bool:
    return any(character.isalpha() for character in word)


def _texts(value: Value) -> list[str]:
    # LAB^CHEM^CHEMISTRY: from the general to the particular.
    return [value.component(number) for number in range(1, len(value.raw_components()) + 1)]
