from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ceres.audit.ranges import holds, holes, members, ranges_of, read_ranges, without, write_ranges

NUMBERS = st.sets(st.integers(1, 200), max_size=30).map(sorted)


@given(NUMBERS)
def test_ranges_hold_what_was_put_in(numbers: list[int]) -> None:
    ranges = ranges_of(numbers)
    assert list(members(ranges)) == numbers
    assert read_ranges(write_ranges(ranges)) == ranges
    assert all(holds(ranges, number) is (number in numbers) for number in range(202))


@given(NUMBERS)
def test_holes_are_the_rest(numbers: list[int]) -> None:
    assert sorted([*members(holes(1, 200, numbers)), *numbers]) == list(range(1, 201))


@given(NUMBERS, NUMBERS)
def test_what_is_gone_is_gone(numbers: list[int], gone: list[int]) -> None:
    assert list(members(without(ranges_of(numbers), gone))) == [number for number in numbers if number not in gone]


def test_ranges_are_written_short() -> None:
    assert write_ranges(ranges_of([1, 2, 3, 7, 9, 10])) == "1-3,7,9-10"
    assert read_ranges("") == ()
