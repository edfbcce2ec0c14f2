"""A team with a trial, its readings, and rules that are live."""

from datetime import UTC, datetime, timedelta

from telemetry_demo.alerting.models import AlertRule, FollowedUpTo
from telemetry_demo.alerting.services import make_live, save_draft, write_rule
from telemetry_demo.alerting.tasks import begin_try
from telemetry_demo.alerting.trying import carry_out
from telemetry_demo.models import Trial
from telemetry_demo.pipeline.services import Pipeline
from telemetry_demo.sources.base import START, Chunk, Mark
from tests.factories import make_team, owner_of
from tests.telemetry.lines import line

FAST = 'when mean(heart_rate, 10 s) > 100 for 10 s then alert "fast"'
BEGIN = datetime(2026, 1, 5, 10, tzinfo=UTC)  # as tests.telemetry.lines
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


def beats(*values: float, start: int = 0, every: int = 5, seq: int = 1, **names) -> list[bytes]:
    """Lines of one device, a heart rate every 5 s from `start` seconds after the beginning."""
    return [line(seq + index, value, after=start + index * every, **names) for index, value in enumerate(values)]


def commit(*lines: bytes, part: str) -> None:
    """Takes lines into the telemetry database, as a file does."""
    data = b"\n".join(lines)
    Pipeline().take([Chunk(part, data, 1, START, Mark(offset=len(data) + 1, lines=len(lines)), 0)])


def a_team():
    """A team that sees the trial T1; rules have followed up to now."""
    team = make_team()
    Trial.objects.update_or_create(name="T1", defaults={"team_id": team.pk})
    FollowedUpTo.objects.get_or_create(pk=1)
    return team


def tried(rule: AlertRule, *, now: datetime = NOW, days: int = 1):
    """A try of the rule's newest text, done."""
    asked = begin_try(version=rule.versions.first(), days=days, actor=owner_of(rule.team), now=now)
    carry_out(asked.pk)
    asked.refresh_from_db()
    return asked


def live_rule(team, text: str = FAST, name: str = "Fast", *, now: datetime = NOW) -> AlertRule:
    """A rule whose first version is live."""
    rule = write_rule(team=team, name=name, text=text, actor=owner_of(team), now=now)
    tried(rule, now=now)
    make_live(rule=rule, actor=owner_of(team), now=now)
    return rule


def change(rule: AlertRule, text: str, *, now: datetime = NOW):
    """A draft after the newest version."""
    newest = rule.versions.first()
    return save_draft(
        rule=rule, text=text, seen=f"{newest.number}.{newest.revision}", actor=owner_of(rule.team), now=now
    )


def second(number: float) -> int:
    """So many seconds after the beginning, in microseconds since 1970."""
    return round((BEGIN + timedelta(seconds=number)).timestamp() * 1_000_000)
