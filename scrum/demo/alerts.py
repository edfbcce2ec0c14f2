"""Rules of team Pulse over its trial: a day of readings, two rules that are live, and a draft that was tried."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from teams.models import Team, User
from telemetry_demo.alerting.following import catch_up
from telemetry_demo.alerting.history import past_readings
from telemetry_demo.alerting.models import Alert, AlertRule, FollowedUpTo
from telemetry_demo.alerting.services import make_live, save_draft, see_alert, write_rule
from telemetry_demo.alerting.trying import ask_for_try, carry_out
from telemetry_demo.models import Trial
from telemetry_demo.pipeline.services import Pipeline
from telemetry_demo.simulator.devices import fleet, line
from telemetry_demo.simulator.faults import Faults
from telemetry_demo.simulator.pacing import until
from telemetry_demo.sources.base import START, Chunk, Mark
from telemetry_demo.times import micros

TRIAL, PATIENTS, HOURS = "T1", 5, 26
AT_ONCE = 10_000
NEWEST, NEAR, EFFORT = 3, 420_000_000, 60
FAST = """# agreed with the ward
when mean(heart_rate, 1 min) > 120 bpm for 2 min
then alert "tachycardia"
"""
STEADIER = """# agreed with the ward
when mean(heart_rate, 1 min) > 120 bpm for 2 min
 and not activity > 60 steps/min
then alert "tachycardia"
"""
SILENT = """when missing(heart_rate, 5 min) and not missing(battery, 10 min)
then flag "electrodes loose"
"""


def lay_out(team: Team, *, now: datetime) -> None:
    """Everything is made by the services that people and devices use."""
    users = {user.email.partition("@")[0]: user for user in User.objects.filter(team_memberships__team=team)}
    Trial.objects.update_or_create(name=TRIAL, defaults={"team_id": team.pk})
    tomasz, ines, maren = users["tomasz"], users["ines"], users["maren"]
    FollowedUpTo.objects.get_or_create(pk=1)
    _record(now)
    fast = _live(team, "Tachycardia", FAST, author=tomasz, head=ines, now=now)
    _live(team, "Electrodes loose", SILENT, author=tomasz, head=ines, now=now)
    catch_up(now=now)
    _judge(fast, maren, now)
    save_draft(rule=fast, text=STEADIER, seen="1.1", actor=tomasz, now=now)
    _tried(fast, tomasz, now)


def _record(now: datetime) -> None:
    """The last hours of readings, as devices would have sent them."""
    start, pipeline = now - timedelta(hours=HOURS), Pipeline()
    faults = Faults(leads_off_per_hour=0.08, spell_minutes=8)
    events = until(fleet(patients=PATIENTS, seed=5, start=start, every=timedelta(seconds=30), faults=faults), now)
    for number, lines in enumerate(_batches(map(line, events))):
        data = b"".join(lines)
        pipeline.take([Chunk(f"demo {number}", data, 1, START, Mark(offset=len(data), lines=len(lines)))])


def _batches(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    while together := list(islice(lines, AT_ONCE)):
        yield together


def _live(team: Team, name: str, text: str, *, author: User, head: User, now: datetime) -> AlertRule:
    rule = write_rule(team=team, name=name, text=text, actor=author, now=now)
    _tried(rule, author, now)
    make_live(rule=rule, actor=head, now=now)
    return rule


def _tried(rule: AlertRule, actor: User, now: datetime) -> None:
    carry_out(ask_for_try(version=rule.versions.first(), days=1, actor=actor, now=now).pk)


def _judge(rule: AlertRule, nurse: User, now: datetime) -> None:
    """What came with steps was an effort and no alarm; the newest wait for somebody."""
    alerts = list(Alert.objects.filter(version__rule=rule, ended__isnull=False).order_by("-began"))[NEWEST:]
    steps, _ = past_readings(trials=[TRIAL], signals=["activity"], first=0, last=micros(now))
    for alert in alerts:
        times, values = steps[(alert.trial, alert.patient, alert.visit), "activity"]
        before = [value for at, value in zip(times, values, strict=True) if -NEAR < at - alert.began < NEAR]
        is_real = max(before, default=0) < EFFORT
        see_alert(alert=alert, verdict="real" if is_real else "false", actor=nurse, now=now)
