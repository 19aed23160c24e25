"""The section of a report: what the source's table says, the source's own word, the test's name.

What the tables of the site's file say is the section's key, which tells the reports of an order apart; a name given by the
administration changes what is shown, never which report it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ceres_intake.hl7.message import Value
from ceres_intake.names import code_of
from ceres_intake.profile import Rule, SourceProfile
from ceres_intake.reading.found import NOTHING, Found
from ceres_intake.reading.groups import OrderGroup
from ceres_intake.sections import UNKNOWN_SECTION

SECTION_LENGTH = 120
SHORTEST = 2  # a single letter that no table knows is a status that slipped


@dataclass(frozen=True, slots=True)
class Section:
    """A section, never empty."""

    shown: Found  # what prescribers read
    key: str
    known: bool  # a table says its name, or nothing was sent


def section_of(group: OrderGroup, profile: SourceProfile) -> Section:
    """Return the section of the order."""
    key = _found(group, profile)
    shown = _found(group, _renamed(profile)) if profile.names else key
    return Section(shown, key.text, shown.text in _words_of(profile))


def _found(group: OrderGroup, profile: SourceProfile) -> Found:
    found = _stated(group, profile) or _named_by_test(group, profile)
    return (found or Found(UNKNOWN_SECTION)).cut(SECTION_LENGTH)


def _renamed(profile: SourceProfile) -> SourceProfile:
    named = profile.names
    return replace(profile, sections={**profile.sections, **named}, test_sections={**profile.test_sections, **named})


def _words_of(profile: SourceProfile) -> set[str]:
    tables: tuple[Mapping[str, str], ...] = profile.sections, profile.test_sections, profile.names
    return {UNKNOWN_SECTION}.union(*(table.values() for table in tables))


def _stated(group: OrderGroup, profile: SourceProfile) -> Found:
    for rule in profile.section:
        for value in group.values(rule):
            words = [word for word in _words(value, rule) if len(word) >= SHORTEST or code_of(word) in profile.sections]
            if words:
                return Found(_translated(words, profile), rule.path)
    return NOTHING


def _translated(words: list[str], profile: SourceProfile) -> str:
    # LAB^CHEM^CHEMISTRY goes from the general to the particular; « LAB » only says that it is a laboratory.
    known = [profile.sections[code_of(word)] for word in reversed(words) if code_of(word) in profile.sections]
    telling = [word for word in known if word != UNKNOWN_SECTION]
    own = [word for word in reversed(words) if code_of(word) not in profile.sections]
    return next(iter([*telling, *own, *known]))


def _named_by_test(group: OrderGroup, profile: SourceProfile) -> Found:
    for rule in profile.test:
        for value in group.values(rule):
            words = list(filter(None, [rule.kept(value.component(number)) for number in _places(rule, (2, 5, 1, 4))]))
            known = (profile.test_sections[code_of(word)] for word in words if code_of(word) in profile.test_sections)
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
