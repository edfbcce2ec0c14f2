"""The sprint's header: facts from the ledger in words and one small line, the same for every viewer."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.template.loader import get_template
from django.utils.safestring import SafeString

from core.templatetags.truepace import points_text
from sprints.away.queries import free_days
from sprints.board.memory import events_of_running
from sprints.board.queries import Standing
from sprints.board.rules import Burndown, SprintDays, burndown, goal_outlook, percent, whole
from sprints.ledger.rules import Scope
from sprints.models import Sprint
from teams.models import Team

WIDTH, HEIGHT = 124, 32


def days_of(sprint: Sprint, team: Team, now: datetime) -> SprintDays:
    """The sprint's calendar, seen at `now` from the team's own time zone."""
    zone = team.zone
    return SprintDays(
        start=sprint.start_date,
        end=sprint.end_date,
        weekdays=frozenset(team.working_days),
        zone=zone,
        today=now.astimezone(zone).date(),
        free=free_days(sprint, team),
    )


class Facts:
    """What the ledger says about a running sprint; read once for header and cards."""

    def __init__(self, sprint: Sprint, days: SprintDays):
        self.sprint, self.days = sprint, days
        self.scope, self.line = burndown(events_of_running(sprint.pk), days)

    @property
    def added(self) -> dict[int, datetime]:
        """When the stories came that were not committed, by story."""
        return {item.ref: item.added_at for item in self.scope.in_scope if not item.committed}


def header_html(facts: Facts, stands: Standing) -> SafeString:
    """The header as HTML, built for nobody."""
    return get_template("sprints/_sprint_header.html").render(header(facts, stands))


def header(facts: Facts, stands: Standing) -> dict:
    """The template's context."""
    scope, days = facts.scope, facts.days
    outlook = goal_outlook(stands.goal)
    return {
        "sprint": facts.sprint,
        "period": period(days.start, days.end),
        "outlook": outlook,
        "goal_reached": bool(outlook) and set(stands.goal) == {"done"},
        "blocked": stands.blocked,
        "days": days,
        "day_words": day_words(days),
        "scope": scope,
        "scope_words": scope_words(scope),
        "done_percent": percent(scope.done, scope.current),
        "ideal": whole(facts.line.ideal),
        "spark": spark(facts.line),
    }


def period(start: date, end: date) -> str:
    """“Mon 4 to Fri 15 January”, with what differs named on both sides."""
    first = f"{start:%a} {start.day}"
    if start.month != end.month:
        first += f" {start:%B}"
    if start.year != end.year:
        first += f" {start.year}"
    return f"{first} to {end:%a} {end.day} {end:%B}"


def day_words(days: SprintDays) -> str:
    """Where the sprint stands in its days."""
    if days.is_over:
        ended = (days.today - days.end) // timedelta(1)
        return "Ended yesterday" if ended == 1 else f"Ended {ended} days ago"
    if days.today < days.start:
        return f"Starts {days.start:%a} {days.start.day} {days.start:%B}"
    return f"Day {days.number} of {days.total}"


def scope_words(scope: Scope) -> str:
    """“33 committed, 3 added, 5 removed”; what is nothing is not said."""
    changes = ((scope.added, "added"), (scope.removed, "removed"))
    words = [f"{points_text(scope.committed)} committed"]
    words += [f"{points_text(value)} {name}" for value, name in changes if value]
    if scope.reestimated:
        sign = "+" if scope.reestimated > 0 else "−"
        words.append(f"{sign}{points_text(abs(scope.reestimated))} re-estimated")
    return ", ".join(words)


def spark(line: Burndown) -> dict | None:
    """The burndown as coordinates of a small drawing; None where there is nothing to draw."""
    top = max(line.points)
    if not line.total or not top:
        return None
    steps = range(len(line.points) - 1)
    places = [_place(step, value, line, top) for step, value in zip((*steps, line.elapsed), line.points, strict=True)]
    now_x, now_y = places[-1]
    path = "M" + "L".join(f"{x} {y}" for x, y in places)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "path": path,
        "area": f"{path}L{now_x} {HEIGHT}L{places[0][0]} {HEIGHT}Z" if len(places) > 1 else "",
        "ideal": f"M0 {_place(0, _committed(line), line, top)[1]}L{WIDTH} {HEIGHT}",
        "now_x": now_x,
        "now_y": now_y,
        "words": f"Burndown: {_series(line.points)} points left; ideal now {whole(line.ideal)}",
    }


def _committed(line: Burndown) -> Decimal:
    return line.points[0]


def _place(step: int, value: Decimal, line: Burndown, top: Decimal) -> tuple[str, str]:
    margin = 2
    x = WIDTH * step / line.total
    y = margin + (HEIGHT - margin) * float(1 - value / top)
    return f"{x:g}", f"{round(y, 1):g}"


def _series(points: Iterable[Decimal]) -> str:
    return ", ".join(points_text(value) for value in points)
