"""What the form of the preferences may say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceres_notify.forms import Unreadable, read_choice
from ceres_notify.models import Frequency
from ceres_notify.preferences import Choice
from ceres_notify.schedule import Wishes

BEFORE = Choice(True, Wishes(Frequency.DAILY, 9, (22, 7)))
NAMES = ["enabled", "frequency", "hour", "quiet_from", "quiet_until"]


def test_what_is_not_sent_stays_but_the_box():
    assert read_choice({"enabled": "1"}, BEFORE) == BEFORE
    assert read_choice({}, BEFORE) == Choice(False, BEFORE.wishes)
    assert not read_choice({"enabled": "0"}, BEFORE).enabled


def test_everything_can_be_chosen():
    fields = {"enabled": "1", "frequency": "immediate", "hour": "18", "quiet_from": "20", "quiet_until": "6"}
    assert read_choice(fields, BEFORE) == Choice(True, Wishes(Frequency.IMMEDIATE, 18, (20, 6)))


@pytest.mark.parametrize("fields", [{"quiet_from": ""}, {"quiet_until": ""}, {"quiet_from": "7"}])
def test_half_of_the_quiet_hours_is_none(fields: dict[str, str]):
    assert read_choice(fields, BEFORE).wishes.quiet is None


@pytest.mark.parametrize("fields", [{"frequency": "weekly"}, {"hour": "24"}, {"hour": ""}, {"hour": "-1"}, {"quiet_from": "²"}])
def test_what_the_page_never_sends_is_refused(fields: dict[str, str]):
    with pytest.raises(Unreadable):
        read_choice(fields, BEFORE)


@given(st.dictionaries(st.sampled_from(NAMES), st.text()))
def test_any_text_is_a_choice_or_refused(fields: dict[str, str]):
    try:
        choice = read_choice(fields, BEFORE)
    except Unreadable:
        return
    assert choice.wishes.hour in range(24)
