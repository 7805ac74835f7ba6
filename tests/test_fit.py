"""The search for the type size: the largest that fits, found with few settings of the text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kljuc import printing
from kljuc.printing import _Fit, _fitted, _guess, sizes_of, step_of
from kljuc.sheets import Job, Room

Fullness = Callable[[float], float]  # the share of a room that a text takes at a size, in points
SMALLEST = (8.0, 10.0, 11.0, 12.0, 14.0)


def job(smallest: float, largest: float) -> Job:
    """A sheet with one panel, of which nothing is set."""
    return Job(
        'xx', 'pocket', 'adult', 'xx pocket adult', (), '', '', (Room('front', 200),), ('',),
        smallest, largest, False, 'simplex', '/', 'content/flyers/pocket/adult.md',
    )  # fmt: skip


def searched(one: Job, fullness: Fullness) -> tuple[float, _Fit, list[float]]:
    """The size that is found, how the panel fits at it, and the sizes that were looked at."""
    looked: list[float] = []

    def measured(_: Job, size: float) -> _Fit:
        looked.append(size)
        full = fullness(size)
        return _Fit(size, full, {'front': 1} if full > 1 else {}, {})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(printing, '_measured', measured)
        size, fit = _fitted(one)
    assert fit
    return size, fit, looked


@st.composite
def texts(draw: st.DrawFn) -> tuple[Job, Fullness]:
    """A text that covers its room as text does: with its size in one or in both directions.

    Up to a third of the room does not grow: pictures, rules, gaps.
    """
    smallest = draw(st.sampled_from(SMALLEST))
    one = job(smallest, smallest * draw(st.floats(1, 2)))
    full_at = draw(st.floats(smallest * 0.9, one.largest * 1.2))
    growth = draw(st.floats(1, 2.2))
    fixed = draw(st.floats(0, 0.33))
    return one, lambda size: fixed + (1 - fixed) * (size / full_at) ** growth


@st.composite
def lines(draw: st.DrawFn) -> tuple[Job, Fullness]:
    """A text in lines: it jumps where a word falls into the next one."""
    smallest = draw(st.sampled_from(SMALLEST))
    one = job(smallest, smallest * draw(st.floats(1, 2)))
    full_at = draw(st.floats(smallest, one.largest * 1.2))
    at_full = draw(st.integers(12, 60))  # how many lines there are then
    return one, lambda size: (size / full_at) * int(at_full * size / full_at + 0.999) / at_full


@given(st.one_of(texts(), lines()))
def test_what_is_found_fits_and_two_steps_more_do_not(text: tuple[Job, Fullness]) -> None:
    one, fullness = text
    size, fit, _ = searched(one, fullness)
    fitting = [each for each in sizes_of(one) if fullness(each) <= 1]
    assert size in sizes_of(one)
    if fitting:
        assert fit.over == {}
        assert size <= max(fitting) <= size + 2 * step_of(one)
    else:
        assert (size, fit.over) == (one.smallest, {'front': 1})


@given(st.one_of(texts(), lines()))
def test_what_is_given_back_was_set_at_the_size_that_is_found(text: tuple[Job, Fullness]) -> None:
    one, fullness = text
    size, fit, looked = searched(one, fullness)
    assert (fit.document, fit.fullest) == (size, fullness(size))
    assert size in looked


@given(texts())
def test_few_settings_are_needed(text: tuple[Job, Fullness]) -> None:
    one, fullness = text
    _, _, looked = searched(one, fullness)
    assert len(looked) == len(set(looked)) <= 6


@pytest.mark.parametrize('share', [0.0, 1e-9, 0.2])
def test_a_text_that_leaves_its_room_empty_is_as_large_as_it_may_be(share: float) -> None:
    """Nothing grows on a sheet of pictures alone."""
    assert searched(job(12, 15), lambda _: share)[0] == 15


def test_a_text_that_is_too_long_is_set_at_the_smallest_size() -> None:
    size, fit, looked = searched(job(12, 15), lambda _: 1.01)
    assert (size, fit.over, looked) == (12, {'front': 1}, [12])


def test_a_largest_size_between_two_steps_is_not_passed() -> None:
    assert searched(job(12, 12.7), lambda _: 0.5)[0] == 12.5


@given(
    st.floats(6, 40), st.floats(1, 2.2), st.floats(6, 40), st.floats(6, 40),
)  # fmt: skip
def test_a_guess_lies_between_what_was_seen(
    full_at: float, growth: float, one: float, other: float
) -> None:
    """Between a size that fits and one that does not; for text that grows as a line does, at it."""
    small, large = sorted((one, other))
    assume(small < full_at < large)
    seen = [(size, (size / full_at) ** growth) for size in (small, large)]
    guess = _guess(seen)
    assert small < guess < large
    if growth == 1:
        assert guess == pytest.approx(full_at)


@given(st.floats(6, 40), st.floats(6, 40))
def test_the_first_guess_takes_text_for_an_area_with_little_that_stays(
    full_at: float, seen: float
) -> None:
    guess = _guess([(seen, (seen / full_at) ** printing.GROWTH)])
    assert guess == pytest.approx(full_at)
