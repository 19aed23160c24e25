"""The section of a report: what the source's table says, the source's own word, the test's name."""

from __future__ import annotations

from collections.abc import Iterator

from ceres_intake.hl7.message import Value
from ceres_intake.profile import Rule, SourceProfile
from ceres_intake.reading.found import NOTHING, Found
from ceres_intake.reading.groups import OrderGroup
from ceres_intake.sections import UNKNOWN_SECTION

SECTION_LENGTH = 120
SHORTEST = 2  # a single letter that no table knows is a status that slipped


def section_of(group: OrderGroup, profile: SourceProfile) -> Found:
    """Return the section of the order, never empty."""
    found = _stated(group, profile) or _named_by_test(group, profile)
    return (found or Found(UNKNOWN_SECTION)).cut(SECTION_LENGTH)


def _stated(group: OrderGroup, profile: SourceProfile) -> Found:
    for rule in profile.section:
        for value in group.values(rule):
            words = [word for word in _words(value, rule) if len(word) >= SHORTEST or word.upper() in profile.sections]
            if words:
                return Found(_translated(words, profile), rule.path)
    return NOTHING


def _translated(words: list[str], profile: SourceProfile) -> str:
    # LAB^CHEM^CHEMISTRY goes from the general to the particular; « LAB » only says that it is a laboratory.
    known = [profile.sections[word.upper()] for word in reversed(words) if word.upper() in profile.sections]
    telling = [word for word in known if word != UNKNOWN_SECTION]
    own = [word for word in reversed(words) if word.upper() not in profile.sections]
    return next(iter([*telling, *own, *known]))


def _named_by_test(group: OrderGroup, profile: SourceProfile) -> Found:
    for rule in profile.test:
        for value in group.values(rule):
            words = list(filter(None, [rule.kept(value.component(number)) for number in _places(rule, (2, 5, 1, 4))]))
            known = (profile.test_sections[word.upper()] for word in words if word.upper() in profile.test_sections)
            text = next(known, "") or next(filter(_has_letters, words), "")
            if text:
                return Found(text, rule.path)
            break  # another repetition is another test
    return NOTHING


def _words(value: Value, rule: Rule) -> Iterator[str]:
    every = range(1, len(value.raw_components()) + 1)
    return filter(None, (rule.kept(value.component(number)) for number in _places(rule, every)))


def _places(rule: Rule, otherwise: range | tuple[int, ...]) -> range | tuple[int, ...]:
    return (rule.component,) if rule.component else otherwise


def _has_letters(word: str) -> bool:
    return any(character.isalpha() for character in word)
