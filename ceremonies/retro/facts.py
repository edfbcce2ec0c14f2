"""What happened in the sprint, from its ledger: what a retrospective opens with (RET-8)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from core.templatetags.truepace import points_text
from sprints.models import Commitment, Sprint
from sprints.reports.queries import Report, report_of
from stories.models import Impediment

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True)
class Facts:
    report: Report
    impediments: int
    solved: int

    @property
    def committed(self) -> Decimal:
        return self.report.scope.committed

    @property
    def committed_count(self) -> int:
        return sum(item.committed for item in self.report.scope.items.values())

    @property
    def added(self) -> Decimal:
        return self.report.scope.added

    @property
    def done(self) -> Decimal:
        return self.report.scope.done

    @property
    def sentence(self) -> str:
        """“You finished nine of ten stories, one point more than you had committed.”"""
        done, count = len(self.report.done), len(self.report.scope.in_scope)
        return f"You finished {in_words(done)} of {in_words(count)} stories, {_against(self.done - self.committed)}."


def in_words(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _against(difference: Decimal) -> str:
    if not difference:
        return "exactly the points that you had committed"
    size = points_text(abs(difference))
    words = "one point" if size == "1" else f"{size} points"
    return f"{words} {'more' if difference > 0 else 'fewer'} than you had committed"


def facts_of(sprint: Sprint | None, now: datetime) -> Facts | None:
    """None for a sprint that was never committed, and for none at all."""
    if sprint is None or not Commitment.objects.filter(sprint=sprint).exists():
        return None
    zone = sprint.team.zone
    first = datetime.combine(sprint.start_date, time(), tzinfo=zone)
    after = datetime.combine(sprint.end_date + timedelta(days=1), time(), tzinfo=zone)
    raised = Impediment.objects.filter(team=sprint.team_id, opened_at__gte=first, opened_at__lt=after)
    solved = raised.exclude(resolved_at=None).count()
    return Facts(report_of(sprint, now), raised.count(), solved)
