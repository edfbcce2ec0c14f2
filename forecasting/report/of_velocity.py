"""The report of what a team finishes per sprint."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.core.cache import caches

from forecasting import rules
from forecasting.record.queries import Record, record_of
from forecasting.report.rules import change_by_latest, latest_miss
from forecasting.report.telling import Part, Picture, Report, Said, said, strong
from forecasting.sharing.rules import fingerprint
from forecasting.velocity.charts import velocity_chart
from forecasting.velocity.finished import closed_sprints
from forecasting.velocity.prior import prior_for
from forecasting.velocity.queries import Velocity, velocity_of
from forecasting.velocity.rules import in_words
from teams.models import Team

LEGEND = (
    ("completed", "Completed"),
    ("committed", "Committed"),
    ("optimistic", "One sprint in ten goes beyond"),
    ("pessimistic", "Nine in ten get at least this"),
)


def velocity_report(team: Team, now: datetime) -> Report:
    """The forecast of a usual sprint with its chart, what is new, and how far to trust it; or why there is none."""
    velocity = velocity_of(team)
    if velocity.usual is None:
        return _too_early(team, now, velocity)
    usual, shown = velocity.usual, velocity.shown
    beyond = f"; one sprint in ten goes beyond {in_words(usual.p90)}."
    return Report(
        team=team,
        made_at=now,
        title=f"Velocity of {team.name}",
        eyebrow=f"Sprints {shown[0].number} to {velocity.latest.number} · finished work only",
        answer=said("A usual sprint brings ", strong(f"about {in_words(usual.p50)} points"), "."),
        lead=said("Nine times in ten it brings at least ", strong(in_words(usual.p10)), beyond, _coming(velocity)),
        pictures=[pace_picture(velocity)],
        parts=[_news(velocity), trust(record_of(team))],
    )


def pace_picture(velocity: Velocity) -> Picture:
    """The velocity chart, whose bars lead nowhere."""
    under = f"Points, last {len(velocity.shown)} sprints. The lines are the forecast of the next one."
    chart = velocity_chart(velocity.shown, velocity.usual, links=())
    return Picture(chart, "How much the team finishes per sprint", under, LEGEND)


def kept_pace(team: Team) -> tuple[list[Picture], list[Part]]:
    """The chart and what is new, made once for every newly closed sprint of this team or of those it learns from."""
    closed, prior = closed_sprints(team), prior_for(team)
    if not closed:
        return [], []
    latest = closed[-1]
    state = f"{len(closed)}:{latest.pk}:{latest.closed_at.timestamp()}:{fingerprint(repr(prior))}"
    return caches["fragments"].get_or_set(f"shared-pace:{team.pk}:{state}", lambda: _pace(team))


def _pace(team: Team) -> tuple[list[Picture], list[Part]]:
    velocity = velocity_of(team, looks_ahead=False)
    return ([pace_picture(velocity)], [_news(velocity)]) if velocity.usual else ([], [])


def _coming(velocity: Velocity) -> str:
    if (coming := velocity.coming) is None:
        return ""
    low, high = in_words(coming.expected.p10), in_words(coming.expected.p90)
    usual = f"{coming.share:.0%} of a usual sprint’s capacity"
    return f" {coming.sprint} has {usual}, so expect {low} to {high}, eight times in ten."


def _news(velocity: Velocity) -> Part:
    return Part("news", f"What is new with Sprint {velocity.latest.number}", [*_of_latest(velocity)])


def _of_latest(velocity: Velocity) -> Iterator[Said]:
    latest, kept = velocity.latest, velocity.predictability
    carried = f"; {latest.carried:g} went on to a later sprint" if latest.carried else ""
    added = f"; {latest.added:g} were added on the way" if latest.added else ""
    done = strong(f"{latest.completed:g} were completed")
    yield said(f"{latest.committed:g} points were committed and ", done, carried, added, ".")
    method = partial(rules.next_sprint, prior=velocity.past.prior)
    change = change_by_latest(velocity.finished, velocity.past.history, velocity.usual, method)
    if change:
        was = f"{in_words(change.before.p50)} points, at least {in_words(change.before.p10)} nine times in ten"
        at_least = f", at least {in_words(change.now.p10)}."
        says = strong(in_words(change.now.p50))
        yield said(f"Before it we said that a usual sprint brings {was}. Now we say ", says, at_least)
    if kept:
        share = strong(f"{kept.completed_share:.0%}")
        rest = " of what it had committed, work that was added later included."
        yield said("Over the sprints shown, the team completed ", share, rest)


def trust(record: Record) -> Part:
    """How often what was said came true, and what the words mean."""
    paragraphs = [
        _came_true(record),
        said("85% likely means: out of 100 cases like this one, 85 turn out at least as well and 15 do not."),
        said("Points are the team’s own measure of size. They compare it with its own past, and with no other team."),
        said("Nobody’s opinion is in the numbers."),
    ]
    return Part("trust", "Can you trust this?", paragraphs)


def _came_true(record: Record) -> Said:
    quoted = record.quoted
    if quoted is None:
        return said(
            "No past forecast can be checked yet. From the next finished sprint on, this says how often ours held."
        )
    kept = f"We keep every forecast and compare it with what came, {quoted.statements} so far. "
    replayed = f"We forecast each of the past {quoted.statements} sprints from what was known before it. "
    held = strong(f"came true {quoted.share:.0%} of the time")
    miss = latest_miss(record.shown)
    last = f" The last miss was Sprint {miss.number}, {in_words(miss.short)} points short." if miss else ""
    told = f", {quoted.came_true} of {quoted.statements}."
    return said(replayed if record.is_replayed else kept, "What we called 85% likely ", held, told, last)


def _too_early(team: Team, now: datetime, velocity: Velocity) -> Report:
    have, need = len(velocity.finished), velocity.refusal.need
    there = "there is 1" if have == 1 else f"there are {have}"
    few = said("Too early for a forecast: it needs ", strong(f"{need} finished sprints"), f", and {there}.")
    empty = said("No forecast yet: ", strong("no finished sprint"), " has completed points.")
    guess = "With so few numbers, any range would be a guess that looks like knowledge."
    lines = [
        said(f"Sprint {one.number}: {one.committed:g} committed, {one.completed:g} completed.")
        for one in velocity.shown
    ]
    return Report(
        team=team,
        made_at=now,
        title=f"Velocity of {team.name}",
        eyebrow=f"{have} sprint{'s' * (have != 1)} finished",
        answer=few if have < need else empty,
        lead=said(guess, " This page shows the forecast by itself once there is one."),
        parts=[Part("known", "What we know so far", lines)] if lines else [],
    )
