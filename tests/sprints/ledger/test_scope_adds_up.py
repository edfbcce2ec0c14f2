"""Whatever happens in a sprint, in whatever order, its numbers add up (SPR-4, SPR-8)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sprints.ledger.rules import ZERO, Event, EventKind, Scope, apply, bulk_history, scope_at, timeline
from sprints.reports.rules import differences, moments_of

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
points = st.none() | st.sampled_from([Decimal(size) for size in ("0", "0.5", "1", "2", "3", "5", "8", "13")])
happenings = st.tuples(
    st.sampled_from([kind for kind in EventKind if kind != EventKind.COMMITTED]),
    st.integers(1, 5),
    points,
    st.sampled_from(["todo", "doing", "review", "done"]),
    st.integers(0, 3),
)


@st.composite
def ledgers(draw):
    """A commitment and then anything at all: events about stories that are in, were in, or never came in."""
    committed = draw(st.dictionaries(st.integers(1, 5), points, max_size=5))
    events = [Event(EventKind.STARTED, START)]
    events += [Event(EventKind.COMMITTED, START, ref, points=size, category="todo") for ref, size in committed.items()]
    at = START
    for kind, ref, size, category, minutes in draw(st.lists(happenings, max_size=30)):
        at += timedelta(minutes=minutes)
        events.append(Event(kind, at, ref, str(ref), points=size, status=category.title(), category=category))
    return events


@given(ledgers())
def test_committed_and_every_difference_make_the_current_scope(events):
    scope = scope_at(events)
    assert scope.committed + scope.added - scope.removed + scope.reestimated == scope.current
    assert scope.current == sum((item.size for item in scope.in_scope), ZERO)
    assert scope.done == sum((item.size for item in scope.in_scope if item.is_done), ZERO)
    assert scope.remaining == sum((item.size for item in scope.unfinished), ZERO)


@given(ledgers(), st.integers(-1, 100))
def test_a_moment_knows_only_what_happened_until_then(events, minutes):
    moment = START + timedelta(minutes=minutes)
    known = Scope()
    for event in events:
        if event.at <= moment:
            apply(known, event)
    assert scope_at(events, moment) == known


@given(ledgers())
def test_what_comes_later_changes_no_earlier_moment(events):
    half = events[: len(events) // 2 + 1]
    later = [event for event in events if event.at > half[-1].at]
    assert scope_at([*half, *later], half[-1].at) == scope_at(half)


@given(ledgers())
def test_the_lines_end_where_the_numbers_stand(events):
    scope, last = scope_at(events), [*timeline(events)][-1]
    assert (last.scope, last.done, last.remaining) == (scope.current, scope.done, scope.remaining)
    assert sum(last.by_status.values()) == len(scope.in_scope)


@given(ledgers())
def test_each_instant_is_drawn_once_as_it_ended(events):
    moments = moments_of(events)
    assert [moment.at for moment in moments] == sorted({event.at for event in events})
    for moment in moments:
        assert (moment.scope, moment.done) == (scope_at(events, moment.at).current, scope_at(events, moment.at).done)


@given(ledgers())
def test_the_listed_differences_are_all_of_the_difference(events):
    scope, found = scope_at(events), differences(events)
    assert scope.committed + sum((one.change for one in found), ZERO) == scope.current
    assert sum((one.change for one in found if one.kind == EventKind.ADDED), ZERO) == scope.added
    assert sum((one.change for one in found if one.kind == EventKind.REMOVED), ZERO) == -scope.removed
    assert sum((one.change for one in found if one.kind == EventKind.REESTIMATED), ZERO) == scope.reestimated


@given(committed=st.decimals(0, 500, places=1), completed=st.decimals(0, 500, places=1))
def test_a_sprint_of_which_only_totals_are_known_keeps_them(committed, completed):
    scope = scope_at(bulk_history(committed, completed, START, START + timedelta(14)))
    assert (scope.committed, scope.done) == (committed, completed)
    assert scope.carried == max(ZERO, committed - completed)
