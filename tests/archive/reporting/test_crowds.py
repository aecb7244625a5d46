"""Different people in several mentions: no bound is ever lost."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from archive.reporting.crowds import Mention, distinct
from schemas.counts import Interval

SOME = Interval(1, None)


def named(*names: str) -> Mention:
    return Mention(frozenset(names))


def test_nobody_is_nobody() -> None:
    assert distinct([]) == Interval(0, 0)


def test_a_named_one_counts_once_however_often_he_is_mentioned() -> None:
    assert distinct([named("a"), named("a", "b"), named("b")]) == Interval(2, 2)


def test_two_who_may_be_one_widen_the_bounds() -> None:
    assert distinct([named("a", "b"), named("c")], same=[("a", "b")]) == Interval(2, 3)


def test_that_may_be_hangs_together_over_several_pairs() -> None:
    same = [("a", "b"), ("c", "d"), ("b", "c"), ("x", "y")]
    assert distinct([named("a", "b", "c", "d")], same=same) == Interval(1, 4)


def test_the_unnamed_of_one_mention_may_be_the_named_of_another() -> None:
    two_staff = Mention(unnamed=Interval(2, 2))
    assert distinct([two_staff, named("babinets", "dimitriev")]) == Interval(2, 4)


def test_the_unnamed_beside_a_named_one_are_others() -> None:
    assert distinct([Mention(frozenset("a"), Interval(3, 5))]) == Interval(4, 6)


def test_an_unbounded_mention_leaves_no_upper_bound() -> None:
    assert distinct([Mention(unnamed=Interval(24, None)), named("a")]) == Interval(24, None)


def test_what_is_only_possible_raises_the_upper_bound_alone() -> None:
    assert distinct([named("a")], [named("b"), Mention(unnamed=SOME)]) == Interval(1, None)
    assert distinct([named("a")], [named("a", "b")]) == Interval(1, 2)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Mention], list[tuple[str, str]], int]:
    """Mentions of a world that is known, what may be equal in it, and how many there truly are.

    Some ids are second names of people with another id; each such pair is given as possibly same.
    """
    people = list(range(draw(st.integers(1, 6))))
    second = {who for who in people if draw(st.booleans())}
    mentions, everybody = [], set()
    for _ in range(draw(st.integers(1, 4))):
        there = draw(st.sets(st.sampled_from(people), min_size=1))
        known = {who for who in there if draw(st.booleans())}
        ids = {f"b{who}" if who in second and draw(st.booleans()) else f"a{who}" for who in known}
        rest = len(there - known)
        low = draw(st.integers(0, rest))
        high = draw(st.none() | st.integers(rest, rest + 2))
        mentions.append(Mention(frozenset(ids), Interval(low, high)))
        everybody |= there
    return mentions, [(f"a{who}", f"b{who}") for who in second], len(everybody)


@given(worlds())
def test_the_true_number_always_lies_within_the_bounds(world) -> None:  # type: ignore[no-untyped-def]
    mentions, same, truth = world
    bounds = distinct(mentions, same=same)
    assert bounds.lo <= truth
    assert bounds.hi is None or truth <= bounds.hi


@given(worlds(), st.data())
def test_an_uncertain_mention_never_narrows_the_bounds(world, data) -> None:  # type: ignore[no-untyped-def]
    mentions, same, _ = world
    certain = [row for row in mentions if data.draw(st.booleans())]
    possible = [row for row in mentions if row not in certain]
    bounds = distinct(certain, possible, same=same)
    for chosen in itertools.product((False, True), repeat=len(possible)):
        there = certain + [row for row, is_there in zip(possible, chosen, strict=True) if is_there]
        exact = distinct(there, same=same)
        assert bounds.lo <= exact.lo
        assert bounds.hi is None or (exact.hi is not None and exact.hi <= bounds.hi)
